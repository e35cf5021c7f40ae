package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  private static final String GET = "GET / HTTP/1.1|Host: shop.example.com||";
  private static final long LONG = 60_000;
  private static final long SHORT = 300;

  private static Backend silent() throws Exception {
    return new Backend((wire, _) -> wire.readToEnd());
  }

  private static Backend stopsInTheMiddle() throws Exception {
    return new Backend((wire, _) -> {
      wire.readRequest();
      wire.write("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|");
      wire.readToEnd();
    });
  }

  private static Backend sendsMoreThanAnybodyTakes() throws Exception {
    return new Backend((wire, _) -> {
      wire.readRequest();
      wire.write("HTTP/1.1 200 OK|Content-Length: 100000000||");
      wire.write(new byte[100_000_000]);
    });
  }

  private static String answer(Setup setup, Backend backend, String request, String reason)
      throws Exception {
    try (backend;
        ProxyUnderTest proxy = new ProxyUnderTest(setup, backend);
        Wire client = proxy.connect()) {
      client.write(request);
      String response = client.readResponse();
      assertEquals(reason, proxy.logged(1).reason());
      return response;
    }
  }

  @Test
  void aRequestHasATimeAltogether() throws Exception {
    String response =
        answer(Setup.USUAL.withTimeouts(SHORT, LONG, LONG), silent(), GET, "RequestTimeout");
    assertTrue(response.startsWith("HTTP/1.1 504 "));
  }

  @Test
  void anAttemptHasATimeForTheHeadOfItsResponse() throws Exception {
    String response =
        answer(Setup.USUAL.withTimeouts(LONG, SHORT, LONG), silent(), GET, "AttemptTimeout");
    assertTrue(response.startsWith("HTTP/1.1 504 "));
  }

  /// Its queue is full: the kernel does not answer any more.
  @Test
  void aConnectionHasATime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<SocketChannel> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < 16; i++) {
          SocketChannel next = SocketChannel.open();
          waiting.add(next);
          next.configureBlocking(false);
          next.connect(full.getLocalSocketAddress());
        }
        try (Backend other = Backend.answeringOk();
            ProxyUnderTest proxy =
                new ProxyUnderTest(
                    Setup.USUAL, Transport.best(), full.getLocalPort(), other.port());
            Wire client = proxy.connect()) {
          for (int i = 1; i <= 2; i++) {
            client.write(GET);
            assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
          }
          assertEquals(3, proxy.logged(1).attempts() + proxy.logged(2).attempts());
        }
      } finally {
        for (SocketChannel each : waiting) each.close();
      }
    }
  }

  @Test
  void aSilentBackendIsLate() throws Exception {
    String response =
        answer(Setup.USUAL.withTimeouts(LONG, LONG, SHORT), silent(), GET, "IdleTimeout");
    assertTrue(response.startsWith("HTTP/1.1 504 "));
  }

  @Test
  void aClientThatStopsSendingIsLate() throws Exception {
    String half = "POST / HTTP/1.1|Host: shop.example.com|Content-Length: 5||he";
    String response =
        answer(Setup.USUAL.withTimeouts(LONG, LONG, SHORT), silent(), half, "IdleTimeout");
    assertTrue(response.startsWith("HTTP/1.1 408 "));
    assertTrue(response.contains("|Connection: close|"));
  }

  @Test
  void aResponseThatStopsIsBrokenOff() throws Exception {
    try (Backend backend = stopsInTheMiddle();
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withTimeouts(SHORT, LONG, LONG), backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertEquals("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|", client.readToEnd());
      assertEquals("RequestTimeout", proxy.logged(1).reason());
    }
  }

  @Test
  void aClientThatStopsReadingIsCutOff() throws Exception {
    try (Backend endless = sendsMoreThanAnybodyTakes();
        ProxyUnderTest proxy =
            new ProxyUnderTest(
                Setup.USUAL.withTimeouts(LONG, LONG, SHORT).withLimits(LONG, SHORT), endless);
        Wire client = proxy.connect()) {
      client.write(GET);
      client.readHead();
      assertEquals("IdleTimeout", proxy.logged(1).reason());
      Awaitility.await().until(() -> proxy.server().connections() == 0);
      assertTrue(client.readToEnd().endsWith("RESET"));
    }
  }

  @Test
  void zeroIsNoLimit() throws Exception {
    try (Backend backend = stopsInTheMiddle();
        ProxyUnderTest proxy =
            new ProxyUnderTest(
                Setup.USUAL.withTimeouts(0, 0, 0).withLimits(SHORT, SHORT), backend);
        Wire client = proxy.connect();
        Wire idle = proxy.connect()) {
      client.write(GET);
      client.readHead();
      assertTrue(idle.isClosedByPeer(), "meanwhile an idle connection has gone");
      assertEquals("5|hello|", client.read(10));
      assertEquals(0, client.available());
      assertFalse(proxy.server().connections() == 0);
    }
  }

  @Test
  void aHeadHasATime() throws Exception {
    try (Backend backend = silent();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withLimits(SHORT, LONG), backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.1|Host: shop");
      String response = client.readToEnd();
      assertTrue(response.startsWith("HTTP/1.1 408 "), response);
      assertTrue(response.contains("|Connection: close|"), response);
      assertEquals("HeaderTimeout", proxy.logged(1).reason());
    }
  }

  @Test
  void anIdleConnectionIsClosedWithoutAWord() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withLimits(LONG, SHORT), backend);
        Wire client = proxy.connect();
        Wire fresh = proxy.connect()) {
      client.write(GET);
      client.readResponse();
      assertEquals("", client.readToEnd());
      assertEquals("", fresh.readToEnd());
    }
  }
}

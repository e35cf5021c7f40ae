package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that become WebSockets (RFC 6455): after the 101 the proxy passes on what it does
/// not understand.
class TunnelTest {
  private static final String ASK =
      "GET /chat HTTP/1.1|Host: shop.example.com|Connection: keep-alive, Upgrade|Upgrade:"
          + " websocket|Sec-WebSocket-Key: abc||";
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade|"
          + "Sec-WebSocket-Accept: xyz||";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols|Sec-WebSocket-Accept: xyz|Connection: Upgrade|Upgrade:"
          + " websocket||";

  /// Sends back what it gets, until the client's end.
  private static Backend echo() throws Exception {
    return new Backend((wire, _) -> {
      wire.readHead();
      wire.write(SWITCH);
      wire.echoToEnd();
    });
  }

  private static Setup idle(long millis) {
    return Setup.USUAL.withTimeouts(300, 300, millis);
  }

  @Test
  void carryBytesBothWaysToTheirEnd() throws Exception {
    try (Backend backend = echo();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(ASK + "early");
      assertEquals(SWITCHED, client.readHead());
      assertEquals("early", client.read(5));
      client.write("later").shutdown();
      assertEquals("later", client.readToEnd());
      ExchangeRecord record = proxy.logged(1);
      assertEquals(101, record.status());
      assertEquals("", record.reason());
      assertEquals(10, record.bytesIn());
      assertEquals(10, record.bytesOut());
      String head = backend.heads().getFirst();
      assertTrue(head.contains("|Connection: Upgrade|Upgrade: websocket||"), head);
      assertTrue(head.contains("|Sec-WebSocket-Key: abc|"), head);
    }
  }

  @Test
  void passOnTheBackendsEndAlone() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write(SWITCH + "bye").shutdown();
              assertEquals("last words", wire.readToEnd());
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      client.readHead();
      assertEquals("bye", client.readToEnd());
      client.write("last words").shutdown();
      ExchangeRecord record = proxy.logged(1);
      assertEquals("", record.reason());
      assertEquals(10, record.bytesIn());
    }
  }

  @Test
  void carryMoreThanAnybodyBuffers() throws Exception {
    int length = 20_000_000;
    try (Backend backend = echo();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Wire client = proxy.connect()) {
      client.write(ASK);
      client.readHead();
      Future<?> sent =
          threads.submit(() -> {
            client.write(new byte[length]).shutdown();
            return null;
          });
      assertEquals(length, client.skipToEnd());
      sent.get();
      assertEquals(length, proxy.logged(1).bytesOut());
    }
  }

  /// The request's time ends with the 101, and either direction keeps both alive.
  @Test
  void liveWhileOneSideSpeaks() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write(SWITCH);
              for (int i = 0; i < 20; i++) {
                wire.write("x");
                wire.pause(Duration.ofMillis(50));
              }
              wire.shutdown();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(idle(700), backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      client.readHead();
      assertEquals("x".repeat(20), client.readToEnd());
    }
  }

  @Test
  void endWhenBothAreSilent() throws Exception {
    try (Backend backend = echo();
        ProxyUnderTest proxy = new ProxyUnderTest(idle(300), backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      assertEquals(SWITCHED, client.readHead());
      assertEquals("", client.readToEnd());
      ExchangeRecord record = proxy.logged(1);
      assertEquals("101 IdleTimeout", record.status() + " " + record.reason());
      Awaitility.await().until(() -> backend.open() == 0);
    }
  }

  @Test
  void areNotWaitedForLongerThanARequest() throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withTimeouts(300, 60_000, 60_000), backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 504 "));
    }
  }

  @Test
  void mayBeDeclined() throws Exception {
    try (Backend backend = Backend.answering("HTTP/1.1 403 Forbidden|Content-Length: 2||no");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 2; round++) {
        client.write(ASK);
        assertEquals("HTTP/1.1 403 Forbidden|Content-Length: 2||no", client.readResponse());
      }
      assertEquals(1, backend.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols|Upgrade: h2c|Connection: Upgrade||",
        "HTTP/1.1 101 Switching Protocols|Upgrade: websocket||",
        "HTTP/1.1 101 Switching Protocols||"
      })
  void areOnlyWhatWasAskedFor(String answer) throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write(answer);
              wire.readToEnd();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 502 "));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0|Host: shop.example.com|Connection: Upgrade|Upgrade: websocket||",
        "GET / HTTP/1.1|Host: shop.example.com|Connection: Upgrade|Upgrade: h2c, websocket||",
        "GET / HTTP/1.1|Host: shop.example.com|Upgrade: websocket||",
        "POST / HTTP/1.1|Host: shop.example.com|Connection: Upgrade|Upgrade:"
            + " websocket|Content-Length: 2||hi",
      })
  void areNotAskedForByAnythingElse(String request) throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(request);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      assertFalse(backend.heads().getFirst().contains("Upgrade"));
    }
  }

  @Test
  void surviveAnyNewSnapshotAndEndWithADrainAtItsDeadlineOnly() throws Exception {
    try (Backend backend = echo();
        Backend other = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(ASK);
      client.readHead();
      proxy.changeBackends(other.port());
      proxy.withdraw();
      client.write("one");
      assertEquals("one", client.read(3));
      assertFalse(proxy.server().drain(Duration.ofMillis(1_500)));
      client.write("two");
      assertEquals("two", client.read(3));
      proxy.server().close();
      assertTrue(client.isClosedByPeer());
    }
  }

  @Test
  void endWithTheClientThatBreaksOff() throws Exception {
    try (Backend backend = echo();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      try (Wire client = proxy.connect()) {
        client.write(ASK);
        client.readHead();
        client.reset();
      }
      assertEquals("ClientClosed", proxy.logged(1).reason());
      Awaitility.await().until(() -> backend.open() == 0);
    }
  }

  @Test
  void leakNothing() throws Exception {
    try (Backend backend =
            new Backend((wire, number) -> {
              wire.readHead();
              wire.write(SWITCH + "hello");
              if (number % 3 == 0) wire.reset();
              else if (number % 3 == 1) wire.shutdown();
              wire.readToEnd();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(idle(500), backend)) {
      for (int round = 0; round < 60; round++) {
        try (Wire client = proxy.connect()) {
          client.write(ASK + "early");
          client.readHead();
          if (round % 2 == 0) client.reset();
          else client.write("later").shutdown();
        }
      }
      proxy.logged(60);
    }
    assertEquals(java.util.List.of(), Leaks.find());
  }
}

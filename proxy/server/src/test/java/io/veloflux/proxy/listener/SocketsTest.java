package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocketsTest {
  private static final String GET = "GET / HTTP/1.1|Host: shop.example.com||";

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      int port = taken.getLocalPort();
      Map<Integer, String> failed = proxy.server().open(Set.of(proxy.port(), port));
      assertEquals(Set.of(port), failed.keySet());
      assertTrue(failed.get(port).startsWith("port %d: ".formatted(port)), failed.get(port));
    }
  }

  @Test
  void aPortThatNobodyWantsIsClosedAndItsConnectionsEndPolitely() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      client.readResponse();
      proxy.withdraw();
      assertThrows(IOException.class, proxy::connect);
      client.write(GET);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 404 "));
    }
  }

  @Test
  void aChangeTouchesNoConnection() throws Exception {
    try (Backend one = Backend.answeringOk();
        Backend two = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, one);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 100; round++) {
        if (round % 2 == 0) proxy.changeBackends(one.port(), two.port());
        else proxy.changeBackends(one.port());
        client.write(GET);
        assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      }
      assertEquals(1, proxy.server().connections());
      assertEquals(100, one.heads().size() + two.heads().size());
    }
  }
}

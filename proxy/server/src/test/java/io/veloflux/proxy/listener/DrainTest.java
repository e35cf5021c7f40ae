package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final String GET = "GET / HTTP/1.1|Host: shop.example.com||";

  @Test
  void finishesWhatIsUnderWayAndTakesNothingNew() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              wire.write("HTTP/1.1 200 OK|Content-Length: 2||ok");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withEventLoops(2), backend);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Wire busy = proxy.connect();
        Wire idle = proxy.connect()) {
      busy.write(GET);
      Awaitility.await().until(() -> backend.heads().size() == 1);
      Future<Boolean> drained = threads.submit(() -> proxy.server().drain(Duration.ofSeconds(30)));
      assertTrue(idle.isClosedByPeer());
      assertThrows(IOException.class, proxy::connect);
      assertFalse(drained.isDone());
      go.countDown();
      assertEquals("HTTP/1.1 200 OK|Content-Length: 2|Connection: close||ok", busy.readToEnd());
      assertTrue(drained.get());
    }
  }

  @Test
  void givesUpAtTheDeadline() throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      Awaitility.await().until(() -> backend.connections() == 1);
      assertFalse(proxy.server().drain(Duration.ofMillis(300)));
      proxy.server().close();
      assertTrue(client.isClosedByPeer());
    }
  }

  @Test
  void isDoneAtOnceWhenNobodyIsConnected() throws Exception {
    try (ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      assertTrue(proxy.server().drain(Duration.ZERO));
    }
  }
}

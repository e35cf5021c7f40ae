package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.EndpointConfig.State;
import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Limits of endpoints, the line before them, and backups.
class WaitingTest {
  /// Answers with its name, one request for each permit.
  private static final class Gated implements AutoCloseable {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Backend backend;

    Gated(String name) throws IOException {
      backend =
          new Backend((wire, _) -> {
            while (true) {
              wire.readRequest();
              most.accumulateAndGet(working.incrementAndGet(), Math::max);
              permits.acquireUninterruptibly();
              working.decrementAndGet();
              wire.write("HTTP/1.1 200 OK|Content-Length: %d||%s".formatted(name.length(), name));
            }
          });
    }

    EndpointConfig limited(int limit) {
      return endpoint(backend, false, limit);
    }

    /// Paths of all requests, in their order.
    List<String> paths() {
      return backend.heads().stream().map(head -> head.split(" ", 3)[1]).toList();
    }

    void stop() throws IOException {
      backend.close();
    }

    @Override
    public void close() throws IOException {
      permits.release(1_000);
      backend.close();
    }
  }

  private static EndpointConfig endpoint(Backend backend, boolean backup, int limit) {
    return new EndpointConfig(
        "b" + backend.port(), "127.0.0.1", backend.port(), 1, State.READY, backup, limit);
  }

  private static Wire ask(ProxyUnderTest proxy, String path) throws IOException {
    return proxy.connect().write("GET %s HTTP/1.1|Host: shop.example.com||".formatted(path));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  @Test
  void whatIsBeyondTheLimitWaitsAndGoesOnInItsOrder() throws Exception {
    try (Gated gated = new Gated("ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withEventLoops(2))) {
      proxy.changeEndpoints(gated.limited(1));
      List<Wire> clients = new ArrayList<>();
      clients.add(ask(proxy, "/0"));
      await(() -> gated.paths().size() == 1);
      for (int i = 1; i <= 5; i++) {
        clients.add(ask(proxy, "/" + i));
        int expected = i;
        await(() -> proxy.waiting() == expected);
      }
      gated.permits.release(6);
      for (Wire client : clients) {
        assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
        client.close();
      }
      assertEquals(List.of("/0", "/1", "/2", "/3", "/4", "/5"), gated.paths());
      assertEquals(1, gated.most.get());
      assertEquals(0, proxy.waiting());
    }
  }

  @Test
  void aClientThatLeavesGivesUpItsPlace() throws Exception {
    try (Gated gated = new Gated("ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      proxy.changeEndpoints(gated.limited(1));
      try (Wire first = ask(proxy, "/first");
          Wire second = ask(proxy, "/second")) {
        await(() -> gated.paths().size() == 1 && proxy.waiting() == 1);
        (gated.paths().getFirst().equals("/first") ? second : first).reset();
        await(() -> proxy.waiting() == 0);
        try (Wire third = ask(proxy, "/third")) {
          await(() -> proxy.waiting() == 1);
          gated.permits.release(2);
          assertTrue(third.readResponse().startsWith("HTTP/1.1 200 "));
        }
        assertEquals(2, gated.paths().size());
      }
    }
  }

  @Test
  void theLimitHoldsOverAllEventLoopsAndNoRequestIsLost() throws Exception {
    try (Gated gated = new Gated("ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withEventLoops(4));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.changeEndpoints(gated.limited(3));
      gated.permits.release(1_000);
      List<Future<Integer>> answered = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        answered.add(
            clients.submit(() -> {
              int good = 0;
              try (Wire client = proxy.connect()) {
                for (int request = 0; request < 10; request++) {
                  client.write("GET / HTTP/1.1|Host: shop.example.com||");
                  if (client.readResponse().startsWith("HTTP/1.1 200 ")) good++;
                }
              }
              return good;
            }));
      }
      for (Future<Integer> good : answered) assertEquals(10, good.get());
      assertTrue(gated.most.get() <= 3, gated.most::toString);
    }
  }

  @Test
  void whoWaitsTakesAnEndpointThatWasAddedMeanwhile() throws Exception {
    try (Gated busy = new Gated("busy");
        Gated added = new Gated("added");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      proxy.changeEndpoints(busy.limited(1));
      try (Wire first = ask(proxy, "/");
          Wire second = ask(proxy, "/")) {
        await(() -> proxy.waiting() == 1);
        added.permits.release();
        proxy.changeEndpoints(busy.limited(1), added.limited(1));
        await(() -> added.paths().size() == 1);
        busy.permits.release();
        String both = first.readResponse() + second.readResponse();
        assertTrue(both.contains("busy") && both.contains("added"), both);
      }
    }
  }

  @Test
  void whoWaitedTooLongIsToldSo() throws Exception {
    try (Gated gated = new Gated("ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      proxy.changeEndpoints(gated.limited(1));
      try (Wire first = ask(proxy, "/");
          Wire second = ask(proxy, "/")) {
        await(() -> proxy.waiting() == 1);
        assertEquals("QueueTimeout", proxy.logged(1).reason());
        assertEquals(0, proxy.waiting());
        gated.permits.release();
        String both = first.readResponse() + second.readResponse();
        assertTrue(both.contains("HTTP/1.1 200 ") && both.contains("HTTP/1.1 503 "), both);
      }
    }
  }

  @Test
  void aBodyThatWaitsArrivesWhole() throws Exception {
    String body = "x".repeat(300_000);
    try (Gated gated = new Gated("ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.changeEndpoints(gated.limited(1));
      try (Wire first = ask(proxy, "/");
          Wire second = proxy.connect()) {
        await(() -> gated.paths().size() == 1);
        second.write(
            "POST / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(body.length()));
        Future<Wire> sent = clients.submit(() -> second.write(body));
        await(() -> proxy.waiting() == 1);
        gated.permits.release(2);
        assertTrue(first.readResponse().startsWith("HTTP/1.1 200 "));
        assertTrue(second.readResponse().startsWith("HTTP/1.1 200 "));
        sent.get();
        assertEquals(300_000, proxy.logged(2).bytesIn());
      }
    }
  }

  @Test
  void backupsServeOnlyWithoutPrimaries() throws Exception {
    try (Gated primary = new Gated("primary");
        Gated backup = new Gated("backup");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      primary.permits.release(500);
      backup.permits.release(500);
      EndpointConfig spare = endpoint(backup.backend, true, 0);
      proxy.changeEndpoints(spare, primary.limited(0));
      for (int i = 0; i < 10; i++) assertTrue(answer(proxy).endsWith("primary"));
      EndpointConfig drained =
          new EndpointConfig("p", "127.0.0.1", primary.backend.port(), 0, State.READY, false, 0);
      proxy.changeEndpoints(spare, drained);
      for (int i = 0; i < 10; i++) assertTrue(answer(proxy).endsWith("backup"));
      proxy.changeEndpoints(spare, primary.limited(0));
      assertTrue(answer(proxy).endsWith("primary"));
      primary.stop(); // nobody has noticed yet
      for (int i = 0; i < 10; i++) assertTrue(answer(proxy).endsWith("backup"));
    }
  }

  @Test
  void aPrimaryAtItsLimitIsWaitedForWhateverTheBackups() throws Exception {
    try (Gated primary = new Gated("primary");
        Gated backup = new Gated("backup");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL)) {
      proxy.changeEndpoints(primary.limited(1), endpoint(backup.backend, true, 0));
      try (Wire first = ask(proxy, "/");
          Wire second = ask(proxy, "/")) {
        await(() -> proxy.waiting() == 1);
        primary.permits.release(2);
        assertTrue(first.readResponse().endsWith("primary"));
        assertTrue(second.readResponse().endsWith("primary"));
      }
    }
  }

  private static String answer(ProxyUnderTest proxy) throws IOException {
    try (Wire client = ask(proxy, "/")) {
      return client.readResponse();
    }
  }
}

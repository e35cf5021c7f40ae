package io.veloflux.proxy.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.source.Offer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApplyQueueTest {
  private static final class AnySocket implements Sockets {
    final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    @Override
    public Map<Integer, String> open(Set<Integer> bindPorts) {
      Map<Integer, String> failed = new HashMap<>();
      for (int port : bindPorts) if (taken.contains(port)) failed.put(port, "taken");
      return failed;
    }

    @Override
    public void closeAllBut(Set<Integer> bindPorts) {}
  }

  private final AnySocket sockets = new AnySocket();
  private final Applier applier = new Applier(sockets, _ -> {}, new SplittableRandom(1));

  private static Offer config(String tenant, int n) {
    return new Offer.Config(
        "hash" + n, Configs.simple(tenant, 8080, tenant + ".test", "127.0.0.1:" + (9000 + n)));
  }

  @Test
  void isCompleteOnceAllThatThereWasIsApplied() throws InterruptedException {
    try (ApplyQueue queue = new ApplyQueue(applier, List.of())) {
      assertFalse(queue.isComplete());
      queue.offerAll(Map.of());
      assertTrue(queue.awaitComplete(5_000));
    }
  }

  @Test
  void aStormIsFewSnapshotsAndTheLastOfferCounts() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger snapshots = new AtomicInteger();
    var listener =
        (java.util.function.Consumer<Applied>)
            _ -> {
              snapshots.incrementAndGet();
              first.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            };
    try (ApplyQueue queue = new ApplyQueue(applier, List.of(listener))) {
      queue.offerAll(Map.of("a", config("a", 0)));
      first.await();
      for (int n = 1; n <= 1_000; n++) queue.offer(Map.of("a", config("a", n)));
      goOn.countDown();
      await().until(() -> applier.current().tenants().get("a").hash().equals("hash1000"));
      await().until(() -> snapshots.get() == 2);
    }
  }

  @Test
  void startingOverTakesAwayWhatIsNotThereAnyMore() {
    try (ApplyQueue queue = new ApplyQueue(applier, List.of())) {
      queue.offerAll(Map.of("a", config("a", 1), "b", config("b", 1)));
      await().until(() -> applier.current().tenants().size() == 2);
      queue.offerAll(Map.of("b", config("b", 1)));
      await().until(() -> applier.current().tenants().keySet().equals(Set.of("b")));
    }
  }

  @Test
  void aPortThatGetsFreeIsOpenedWithoutAnotherOffer() {
    sockets.taken.add(8080);
    try (ApplyQueue queue = new ApplyQueue(applier, List.of())) {
      queue.offerAll(Map.of("a", config("a", 1)));
      await().until(() -> applier.applied().refused().containsKey("a"));
      sockets.taken.clear();
      await().until(() -> applier.current().tenants().containsKey("a"));
      assertEquals(Map.of(), applier.applied().refused());
    }
  }

  @Test
  void aListenerThatFailsKeepsNobodyFromBeingTold() {
    AtomicInteger told = new AtomicInteger();
    try (ApplyQueue queue =
        new ApplyQueue(
            applier,
            List.of(
                _ -> {
                  throw new IllegalStateException("on purpose");
                },
                _ -> told.incrementAndGet()))) {
      queue.offerAll(Map.of("a", config("a", 1)));
      queue.offer(Map.of("b", config("b", 1)));
      await().until(() -> applier.current().tenants().size() == 2 && told.get() > 0);
    }
  }
}

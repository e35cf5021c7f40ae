package io.veloflux.proxy.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.runtime.Configs;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Endpoint.Health;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.Snapshot;
import io.veloflux.proxy.runtime.Sockets;
import io.veloflux.proxy.source.Offer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
  /// Counts questions; ports in `sick` answer badly.
  private static final class FakeProbe implements Probe {
    final Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
    final Set<Integer> sick = ConcurrentHashMap.newKeySet();

    @Override
    public String ask(InetSocketAddress address, String authority, HealthCheck check) {
      asked.computeIfAbsent(address.getPort(), _ -> new AtomicInteger()).incrementAndGet();
      return sick.contains(address.getPort()) ? "status 500 instead of 200" : "";
    }

    int asked(int port) {
      AtomicInteger count = asked.get(port);
      return count == null ? 0 : count.get();
    }
  }

  private static final Sockets NO_SOCKETS =
      new Sockets() {
        @Override
        public Map<Integer, String> open(Set<Integer> bindPorts) {
          return Map.of();
        }

        @Override
        public void closeAllBut(Set<Integer> bindPorts) {}
      };

  private static final HealthCheck FAST = new HealthCheck("/", 10, 1_000, 200, 1, 1);
  private static final HealthCheck HOURLY = new HealthCheck("/", 3_600_000, 1_000, 200, 1, 1);

  private final FakeProbe probe = new FakeProbe();
  private final AtomicInteger changes = new AtomicInteger();
  private final HealthChecks checks =
      new HealthChecks(probe, new SplittableRandom(1), changes::incrementAndGet);
  private final Applier applier = new Applier(NO_SOCKETS, _ -> {}, new SplittableRandom(1));
  private int hash;

  @AfterEach
  void close() {
    checks.close();
  }

  private List<Endpoint> follow(@Nullable HealthCheck check, int routes, String... endpoints) {
    ProxyConfig simple = Configs.simple("a", 8080, "a.test");
    String pool = "pool/a/main";
    List<RouteConfig> all = new ArrayList<>(simple.routes());
    for (int i = 1; i < routes; i++) all.add(Configs.forward("route/a/" + i, pool));
    ProxyConfig config =
        new ProxyConfig(
            1,
            "a",
            simple.listeners(),
            all,
            List.of(Configs.pool(pool, PoolConfig.Algorithm.ROUND_ROBIN, check, endpoints)));
    Snapshot snapshot =
        applier.apply(Map.of("a", new Offer.Config("h" + hash++, config))).snapshot();
    checks.follow(snapshot);
    return snapshot.tenants().get("a").pools().values().stream()
        .map(Pool::endpoints)
        .toList()
        .getFirst();
  }

  @Test
  void theFirstProbeIsSentAtOnceAndDecides() {
    probe.sick.add(9002);
    List<Endpoint> endpoints = follow(HOURLY, 1, "127.0.0.1:9001", "127.0.0.1:9002");
    await().until(() -> endpoints.getFirst().health() == Health.HEALTHY);
    await().until(() -> endpoints.getLast().health() == Health.UNHEALTHY);
    assertEquals("status 500 instead of 200", endpoints.getLast().healthReason());
    await().until(() -> changes.get() == 2);
  }

  @Test
  void manyRoutesAreStillOneProbe() {
    List<Endpoint> endpoints = follow(HOURLY, 500, "127.0.0.1:9001");
    await().until(() -> endpoints.getFirst().health() == Health.HEALTHY);
    follow(HOURLY, 400, "127.0.0.1:9001");
    assertEquals(1, probe.asked(9001));
  }

  @Test
  void anEndpointThatRecoversIsUsedAgain() {
    probe.sick.add(9001);
    Endpoint endpoint = follow(FAST, 1, "127.0.0.1:9001").getFirst();
    await().until(() -> endpoint.health() == Health.UNHEALTHY);
    probe.sick.clear();
    await().until(() -> endpoint.health() == Health.HEALTHY);
    assertEquals("", endpoint.healthReason());
  }

  @Test
  void goesOnWithTheNextIntervalAndStopsWithTheEndpoint() {
    follow(FAST, 1, "127.0.0.1:9001", "127.0.0.1:9002");
    await().until(() -> probe.asked(9001) > 3 && probe.asked(9002) > 3);
    follow(FAST, 1, "127.0.0.1:9002");
    int gone = probe.asked(9001);
    int stays = probe.asked(9002);
    await().until(() -> probe.asked(9002) > stays + 5);
    assertTrue(probe.asked(9001) <= gone + 1, "at most the one that was under way");
  }

  @Test
  void withoutACheckItCountsAsUncheckedAgain() {
    probe.sick.add(9001);
    Endpoint endpoint = follow(FAST, 1, "127.0.0.1:9001").getFirst();
    await().until(() -> endpoint.health() == Health.UNHEALTHY);
    follow(null, 1, "127.0.0.1:9001");
    assertEquals(Health.UNKNOWN, endpoint.health());
    int asked = probe.asked(9001);
    checks.close();
    assertTrue(probe.asked(9001) <= asked + 1);
    assertEquals(Health.UNKNOWN, endpoint.health());
  }
}

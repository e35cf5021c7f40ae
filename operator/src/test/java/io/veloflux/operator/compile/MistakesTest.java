package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A user's mistake is a verdict on one object, never an exception, and the others do not notice.
class MistakesTest {
  private static final int ISLANDS = 5;
  private static final int ROUNDS = 250;

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void oneBrokenObjectChangesNothingElsewhere(long seed) throws IOException {
    Random random = new Random(seed);
    List<List<ObjectNode>> islands = new ArrayList<>();
    for (int i = 0; i < ISLANDS; i++) islands.add(new Islands(random).make(i, 6));
    ProxyConfig healthy = compile(islands, null).config();
    assertTrue(healthy.routes().size() == ISLANDS * 6, "all are served at first");
    ProxyConfig previous = healthy;
    int compiled = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int island = random.nextInt(ISLANDS);
      List<ObjectNode> broken = new ArrayList<>(islands.get(island));
      int at = random.nextInt(broken.size());
      ObjectNode object = broken.get(at).deepCopy();
      String mistake = Mutation.breakSomething(object, random);
      broken.set(at, object);
      List<List<ObjectNode>> all = new ArrayList<>(islands);
      all.set(island, broken);
      Compilation found;
      try {
        found = compile(all, previous);
      } catch (JsonProcessingException e) {
        continue; // no client can read it, so it never comes here
      }
      String where = "seed %d, round %d: %s of %s".formatted(seed, round, mistake, object);
      assertServable(found.config(), where);
      compiled++;
      if (found.verdicts().stream().anyMatch(v -> v.serving() instanceof Serving.Blocked))
        refused++;
      for (int other = 0; other < ISLANDS; other++) {
        if (other != island)
          assertEquals(parts(healthy, other), parts(found.config(), other), where);
      }
      previous = found.config();
      if (random.nextInt(3) == 0) previous = healthy; // the mistake was mended
    }
    assertTrue(compiled > ROUNDS / 3, compiled + " of the broken objects could be read");
    assertTrue(refused > ROUNDS / 10, refused + " of the broken objects were noticed");
  }

  private static Compilation compile(List<List<ObjectNode>> islands, ProxyConfig previous)
      throws IOException {
    Manifests manifests = new Manifests();
    manifests.add(Islands.tenant());
    manifests.add(Islands.defaultLoadBalancer());
    for (List<ObjectNode> island : islands) {
      for (ObjectNode object : island) manifests.add(object);
    }
    return Compiler.compile(manifests.input(previous));
  }

  /// Everything that is configured for one island: what its own objects gave, and its hosts on the
  /// shared listener.
  private static List<Object> parts(ProxyConfig config, int island) {
    String part = "/" + Islands.prefix(island);
    List<Object> parts = new ArrayList<>();
    config.listeners().stream().filter(l -> l.name().contains(part)).forEach(parts::add);
    config.routes().stream().filter(r -> r.id().contains(part)).forEach(parts::add);
    config.pools().stream().filter(p -> p.id().contains(part)).forEach(parts::add);
    for (ListenerConfig listener : config.listeners()) {
      if (!listener.name().contains("/default/")) continue;
      switch (listener.traffic()) {
        case Traffic.Http http ->
            http.hosts().stream()
                .filter(host -> host.hostname().endsWith(".i%d.example.com".formatted(island)))
                .forEach(parts::add);
      }
    }
    return parts;
  }

  /// What a proxy checks before it serves a configuration.
  private static void assertServable(ProxyConfig config, String where) {
    Set<String> pools = config.pools().stream().map(PoolConfig::id).collect(Collectors.toSet());
    Set<String> routes = config.routes().stream().map(RouteConfig::id).collect(Collectors.toSet());
    assertEquals(config.pools().size(), pools.size(), where);
    assertEquals(config.routes().size(), routes.size(), where);
    for (RouteConfig route : config.routes()) {
      assertTrue(!route.targets().isEmpty(), where);
      for (RouteConfig.Target target : route.targets()) {
        assertTrue(target.weight() >= 0, where);
        switch (target.action()) {
          case Action.Forward forward -> assertTrue(pools.contains(forward.pool()), where);
          case Action.Reject reject -> assertEquals(500, reject.status(), where);
        }
      }
    }
    for (PoolConfig pool : config.pools()) {
      assertTrue(
          pool.endpoints().stream().allMatch(e -> isPort(e.port()) && e.weight() >= 0), where);
    }
    for (ListenerConfig listener : config.listeners()) {
      assertTrue(isPort(listener.bindPort()) && isPort(listener.port()), where);
      switch (listener.traffic()) {
        case Traffic.Http http -> {
          assertEquals(
              http.hosts().size(),
              http.hosts().stream().map(h -> h.hostname()).distinct().count(),
              where);
          http.hosts().stream()
              .flatMap(host -> host.matches().stream())
              .forEach(match -> assertTrue(routes.contains(match.route()), where));
        }
      }
    }
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }
}

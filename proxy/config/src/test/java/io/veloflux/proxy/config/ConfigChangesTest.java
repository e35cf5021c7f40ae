package io.veloflux.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigChangesTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whateverChangesTheChangesLeadThere(long seed) throws ConfigException {
    Random random = new Random(seed);
    ProxyConfig before = config(List.of("r1", "r2", "r3"), 1);
    for (int round = 0; round < 300; round++) {
      ProxyConfig after = config(edited(random, names(before)), random.nextInt(3));
      ConfigChanges changes = Objects.requireNonNull(ConfigChanges.between(before, after));
      ConfigChanges read = ConfigCodec.readChanges(ConfigCodec.write(changes));
      assertEquals(changes, read);
      assertEquals(after, read.applyTo(before));
      assertEquals(before.equals(after), changes.isEmpty());
      before = after;
    }
  }

  @Test
  void aChangeOfOneRouteIsSmallHoweverManyThereAre() {
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "r" + i).toList();
    List<String> more = new ArrayList<>(names);
    more.add(1_000, "another");
    ConfigChanges changes =
        Objects.requireNonNull(ConfigChanges.between(config(names, 0), config(more, 0)));
    assertTrue(ConfigCodec.write(changes).length < 500, changes.toString());
  }

  @Test
  void whatChangesCannotSayIsForTheWhole() {
    ProxyConfig one = ConfigCodecTest.EVERYTHING;
    ProxyConfig other = new ProxyConfig(1, "other", one.listeners(), one.routes(), one.pools());
    assertNull(ConfigChanges.between(one, other));
    assertNull(
        ConfigChanges.between(
            one, new ProxyConfig(1, "acme", List.of(), one.routes(), one.pools())));
  }

  @Test
  void changesOfAnotherBaseAreRefused() {
    ProxyConfig base = config(List.of("r1", "r2"), 0);
    for (Splice<RouteConfig> splice :
        List.of(
            new Splice<RouteConfig>(3, 0, List.of()),
            new Splice<RouteConfig>(1, 2, List.of()),
            new Splice<RouteConfig>(1, -1, List.of()),
            new Splice<RouteConfig>(-1, 1, List.of()))) {
      ConfigChanges changes = new ConfigChanges(1, List.of(splice), List.of(), Map.of());
      assertThrows(ConfigException.class, () -> changes.applyTo(base), splice::toString);
    }
    ConfigChanges elsewhere = new ConfigChanges(1, List.of(), List.of(), Map.of(7, List.of()));
    assertThrows(ConfigException.class, () -> elsewhere.applyTo(base));
  }

  /// Adds, removes, moves and touches a few.
  private static List<String> edited(Random random, List<String> names) {
    List<String> edited = new ArrayList<>(names);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(edited.size() + 1);
      switch (random.nextInt(4)) {
        case 0 -> edited.add(at, "n" + random.nextInt(1_000_000));
        case 1 -> {
          if (edited.size() > 1) edited.remove(at % edited.size());
        }
        case 2 -> Collections.swap(edited, at % edited.size(), 0);
        default ->
            edited.set(
                at % edited.size(), edited.get(at % edited.size()).split("=", 2)[0] + "=" + i);
      }
    }
    return edited;
  }

  private static List<String> names(ProxyConfig config) {
    return config.routes().stream()
        .map(route -> route.id() + "=" + route.timeouts().idleMillis())
        .toList();
  }

  /// @param names of routes, perhaps with `=` and a number that is in their content
  static ProxyConfig config(List<String> names, int endpoints) {
    List<RouteConfig> routes = new ArrayList<>();
    List<HostConfig> hosts = new ArrayList<>();
    for (String name : names) {
      String id = name.split("=", 2)[0];
      long idle = name.contains("=") ? Long.parseLong(name.split("=", 2)[1]) : 0;
      routes.add(
          new RouteConfig(
              id,
              List.of(new RouteConfig.Target(1, new Action.Forward("pool/acme/web"))),
              List.of(),
              new RouteConfig.Timeouts(0, 0, idle)));
      hosts.add(
          new HostConfig(id + ".test", List.of(new MatchConfig(PathMatch.ANY, List.of(), id))));
    }
    ListenerConfig like = ConfigCodecTest.EVERYTHING.listeners().getFirst();
    return new ProxyConfig(
        1,
        "acme",
        List.of(
            new ListenerConfig(
                "loadbalancer/acme/default/http",
                10080,
                80,
                "",
                like.security(),
                new Traffic.Http(hosts),
                like.limits(),
                like.clientAddress())),
        routes,
        List.of(
            new PoolConfig(
                "pool/acme/web",
                PoolConfig.Algorithm.ROUND_ROBIN,
                null,
                0,
                0,
                IntStream.range(0, endpoints)
                    .mapToObj(
                        i -> new EndpointConfig("b" + i, "::1", 80, 1, EndpointConfig.State.READY))
                    .toList())));
  }
}

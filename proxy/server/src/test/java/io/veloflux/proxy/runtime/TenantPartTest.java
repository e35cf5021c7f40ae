package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.source.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantPartTest {
  private static final List<String> HOSTS = List.of("", "*.b", "a.b", "x.a.b", "c.c");
  private static final List<String> PATHS = List.of("/", "/a", "/a/b", "/c");

  private final Endpoints endpoints = new Endpoints();
  private int offers;

  /// Whatever changes from one configuration to the next: what was built on the part before answers
  /// as what is built anew.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void builtOnThePartBeforeItAnswersTheSame(long seed) throws ConfigException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> pools = new TreeMap<>(Map.of("p1", "127.0.0.1:1", "p2", "127.0.0.1:2"));
    Map<String, String> routes = new TreeMap<>();
    String listener = "";
    TenantPart part = null;
    for (int round = 0; round < 200; round++) {
      switch (random.nextInt(6)) {
        case 0 -> pools.put("p" + (1 + random.nextInt(2)), "127.0.0.1:" + (1 + random.nextInt(9)));
        case 1 -> listener = listener.isEmpty() ? "*.b" : "";
        case 2 -> routes.remove("r" + random.nextInt(12));
        default ->
            routes.put(
                "r" + random.nextInt(12),
                one(HOSTS, random) + " " + one(PATHS, random) + " p" + (1 + random.nextInt(2)));
      }
      ProxyConfig config = config(pools, routes, listener);
      part = build(config, part);
      assertEquals(answers(build(config, null)), answers(part), "round " + round);
    }
  }

  @Test
  void whatIsTheSameIsNotBuiltAgain() throws ConfigException {
    Map<String, String> pools = Map.of("p1", "127.0.0.1:1", "p2", "127.0.0.1:2");
    Map<String, String> routes = new TreeMap<>(Map.of("r1", "a.b / p1", "r2", "c.c / p1"));
    TenantPart before = build(config(pools, routes, ""), null);
    TenantPart same = build(config(pools, routes, ""), before);
    assertSame(before.listeners().getFirst(), same.listeners().getFirst());
    routes.put("r2", "c.c / p2");
    TenantPart after = build(config(pools, routes, ""), before);
    assertSame(before.routes().get("r1"), after.routes().get("r1"));
    assertSame(host(before, "a.b"), host(after, "a.b"));
    assertNotSame(before.routes().get("r2"), after.routes().get("r2"));
    assertNotSame(host(before, "c.c"), host(after, "c.c"));
  }

  private static HostMatches host(TenantPart part, String hostname) {
    HostMatches host = part.listeners().getFirst().hosts().get(hostname);
    assertNotNull(host);
    return host;
  }

  private TenantPart build(ProxyConfig config, @Nullable TenantPart before) throws ConfigException {
    return TenantPart.build(
        "acme",
        new Offer.Config("hash " + offers++, config),
        before,
        endpoints,
        (key, _) -> () -> key,
        new SplittableRandom(1));
  }

  /// To requests for every host and path: the route, where it goes, and who says so.
  private static List<String> answers(TenantPart part) {
    List<String> answers = new ArrayList<>();
    Router router = new Router(part.listeners());
    for (String host : List.of("a.b", "x.a.b", "q.b", "c.c", "z")) {
      for (String path : List.of("/", "/a", "/a/b/c", "/c/d", "/e")) {
        RouteMatch match = router.match(Request.of("GET", host, path));
        answers.add(
            match == null
                ? "none"
                : match.route().id()
                    + " "
                    + match.listener().hostname()
                    + " "
                    + ((Target.Forward) match.route().draw()).pool().endpoints());
      }
    }
    return answers;
  }

  /// @param pools name → endpoint
  /// @param routes name → host, path and pool
  private static ProxyConfig config(
      Map<String, String> pools, Map<String, String> routes, String listener) {
    Map<String, List<MatchConfig>> hosts = new TreeMap<>();
    List<RouteConfig> routeConfigs = new ArrayList<>();
    routes.forEach((name, spec) -> {
      List<String> words = List.of(spec.split(" ", -1));
      hosts
          .computeIfAbsent(words.get(0), _ -> new ArrayList<>())
          .add(new MatchConfig(new PathMatch.Prefix(words.get(1)), List.of(), name));
      routeConfigs.add(Configs.forward(name, words.get(2)));
    });
    return new ProxyConfig(
        ProxyConfig.SCHEMA,
        "acme",
        List.of(
            Configs.listener(
                "acme",
                "http",
                8080,
                listener,
                hosts.entrySet().stream()
                    .map(e -> new HostConfig(e.getKey(), e.getValue()))
                    .toArray(HostConfig[]::new))),
        routeConfigs,
        pools.entrySet().stream()
            .map(
                e -> Configs.pool(e.getKey(), PoolConfig.Algorithm.ROUND_ROBIN, null, e.getValue()))
            .toList());
  }

  private static <T> T one(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}

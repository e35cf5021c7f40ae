package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.management.ThreadMXBean;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchCondition;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PathMatch.Exact;
import io.veloflux.proxy.config.PathMatch.Prefix;
import io.veloflux.proxy.config.Traffic;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RouterTest {
  private static final List<String> NAMES =
      List.of("", "*.b", "*.a.b", "*.x.a.b", "a.b", "x.a.b", "y.a.b", "x.x.a.b", "b", "*.c", "c.c");
  private static final List<String> ASKED =
      List.of(
          "a.b", "x.a.b", "X.A.b", "y.a.b", "q.a.b", "x.x.a.b", "q.x.a.b", "b", "c.c", "d.c.c", "z",
          "xa.b", ".a.b", "");
  private static final List<String> PREFIXES =
      List.of("", "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/b/b", "/é", "/a//b");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/b",
          "/a/b/",
          "/a/b/c",
          "/a/b/c/d/e/f",
          "/ab",
          "/abc",
          "/b",
          "/b/b/b",
          "/é/x",
          "/a//b/c",
          "*",
          "/A");
  private static final List<String> METHODS = List.of("GET", "POST", "get");

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void answersAsALinearScanOfTheListsDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tenant> tenants = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) tenants.add(tenant("t" + i, random));
    Router router =
        new Router(tenants.stream().flatMap(tenant -> tenant.bound().stream()).toList());
    for (String host : ASKED) {
      for (String path : PATHS) {
        for (String method : METHODS) {
          RouteMatch match = router.match(Request.of(method, host, path));
          String found = match == null ? "-" : match.listener().name() + " " + match.route().id();
          assertEquals(
              LinearScan.find(configs(tenants), method, host, path),
              found,
              () -> "%s %s%s in %s".formatted(method, host, path, tenants));
        }
      }
    }
  }

  private record Tenant(String name, List<ListenerConfig> listeners, List<BoundListener> bound) {}

  private static Map<String, List<ListenerConfig>> configs(List<Tenant> tenants) {
    Map<String, List<ListenerConfig>> configs = new LinkedHashMap<>();
    tenants.forEach(tenant -> configs.put(tenant.name, tenant.listeners));
    return configs;
  }

  private static Tenant tenant(String name, SplittableRandom random) {
    List<ListenerConfig> listeners = new ArrayList<>();
    List<BoundListener> bound = new ArrayList<>();
    for (String hostname : some(NAMES, 1 + random.nextInt(3), random)) {
      List<HostConfig> hosts = new ArrayList<>();
      for (String host : some(NAMES, random.nextInt(5), random)) {
        hosts.add(new HostConfig(host, matches(hosts.size(), random)));
      }
      ListenerConfig config =
          Configs.listener(
              name, "l" + listeners.size(), 80, hostname, hosts.toArray(HostConfig[]::new));
      listeners.add(config);
      bound.add(bound(name, config));
    }
    return new Tenant(name, listeners, bound);
  }

  private static BoundListener bound(String tenant, ListenerConfig config) {
    Listener listener = new Listener(tenant, config, List.of());
    Map<String, HostMatches> hosts = new HashMap<>();
    for (HostConfig host : ((Traffic.Http) config.traffic()).hosts()) {
      Map<String, Route> routes = new HashMap<>();
      for (MatchConfig match : host.matches())
        routes.put(match.route(), route(tenant, match.route()));
      hosts.put(host.hostname(), new HostMatches(listener, host, routes));
    }
    return new BoundListener(listener, hosts);
  }

  private static Route route(String tenant, String id) {
    Target nothing = new Target.Reject(404, "");
    return new Route(tenant, Configs.reject(id), List.of(nothing), List.of(1));
  }

  private static List<MatchConfig> matches(int host, SplittableRandom random) {
    List<MatchConfig> matches = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      PathMatch path =
          random.nextBoolean() ? new Prefix(one(PREFIXES, random)) : new Exact(one(PATHS, random));
      List<MatchCondition> conditions = new ArrayList<>();
      while (random.nextInt(3) == 0)
        conditions.add(new MatchCondition.Method(one(METHODS, random)));
      matches.add(new MatchConfig(path, conditions, "h%d-r%d".formatted(host, i)));
    }
    return matches;
  }

  private static <T> T one(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static <T> List<T> some(List<T> list, int count, SplittableRandom random) {
    List<T> rest = new ArrayList<>(list);
    List<T> some = new ArrayList<>();
    for (int i = 0; i < count; i++) some.add(rest.remove(random.nextInt(rest.size())));
    return some;
  }

  @ParameterizedTest
  @CsvSource({
    "/api, true",
    "/api/, true",
    "/api/x, true",
    "/apix, false",
    "/, false",
    "/API, false",
    "/x/api, false"
  })
  void aPrefixHoldsForWholeSegments(String path, boolean holds) {
    Router router =
        router(new HostConfig("", List.of(new MatchConfig(new Prefix("/api"), List.of(), "r"))));
    assertEquals(holds, router.match(Request.of("GET", "a.b", path)) != null);
  }

  @Test
  void aHostWithoutAMatchPassesOnToTheNextLessSpecificOne() {
    Router router =
        router(
            new HostConfig(
                "x.a.b", List.of(new MatchConfig(new Exact("/only"), List.of(), "exact"))),
            new HostConfig("*.a.b", List.of(new MatchConfig(new Prefix("/w"), List.of(), "wild"))),
            new HostConfig("", List.of(new MatchConfig(PathMatch.ANY, List.of(), "any"))));
    assertEquals("exact", id(router, "x.a.b", "/only"));
    assertEquals("wild", id(router, "x.a.b", "/w/1"));
    assertEquals("any", id(router, "x.a.b", "/else"));
  }

  @Test
  void oneTenantsAnyHostNeverAnswersForANameOfAnother() {
    BoundListener any =
        bound(
            "a",
            Configs.listener(
                "a",
                "http",
                80,
                "",
                new HostConfig("", List.of(new MatchConfig(PathMatch.ANY, List.of(), "a")))));
    BoundListener shop =
        bound(
            "b",
            Configs.listener(
                "b",
                "http",
                80,
                "",
                new HostConfig(
                    "shop.b", List.of(new MatchConfig(new Exact("/x"), List.of(), "b")))));
    Router router = new Router(List.of(any, shop));
    assertEquals("a", id(router, "other.b", "/y"));
    assertEquals("b", id(router, "shop.b", "/x"));
    assertNull(router.match(Request.of("GET", "shop.b", "/y")), "404 rather than the other tenant");
  }

  @Test
  void aListenersHostnameAloneTakesNothingFromOtherTenants() {
    BoundListener greedy = bound("a", Configs.listener("a", "http", 80, "shop.b"));
    BoundListener shop =
        bound(
            "b",
            Configs.listener(
                "b",
                "http",
                80,
                "",
                new HostConfig("shop.b", List.of(new MatchConfig(PathMatch.ANY, List.of(), "b")))));
    assertEquals("b", id(new Router(List.of(greedy, shop)), "shop.b", "/"));
  }

  @Test
  void thousandsOfHostsAndPathsAreAllFound() {
    List<HostConfig> hosts = new ArrayList<>();
    for (int h = 0; h < 1_000; h++) {
      List<MatchConfig> matches = new ArrayList<>();
      for (int p = 9; p >= 0; p--)
        matches.add(new MatchConfig(new Prefix("/p" + p), List.of(), h + "-" + p));
      hosts.add(new HostConfig("h%d.example.com".formatted(h), matches));
    }
    Router router = router(hosts.toArray(HostConfig[]::new));
    for (int h = 0; h < 1_000; h++) {
      for (int p = 0; p < 10; p++) {
        assertEquals(
            h + "-" + p, id(router, "H%d.Example.COM".formatted(h), "/p%d/x".formatted(p)));
      }
    }
  }

  @Test
  void noAllocationForARequest() {
    Router router =
        router(
            new HostConfig(
                "x.a.b", List.of(new MatchConfig(new Prefix("/a/b"), List.of(), "exact"))),
            new HostConfig("*.a.b", List.of(new MatchConfig(PathMatch.ANY, List.of(), "wild"))));
    Request request = Request.of("GET", "x.a.b", "/a/c/d");
    allocated(router, request); // classes are loaded, counters are made
    assertEquals(0, allocated(router, request) / REPEATS, "bytes for each request");
  }

  private static final int REPEATS = 50_000;

  private static long allocated(Router router, Request request) {
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < REPEATS; i++) router.match(request);
    return thread.getCurrentThreadAllocatedBytes() - before;
  }

  private static Router router(HostConfig... hosts) {
    return new Router(List.of(bound("t", Configs.listener("t", "http", 80, "", hosts))));
  }

  private static String id(Router router, String host, String path) {
    RouteMatch match = router.match(Request.of("GET", host, path));
    assertNotNull(match, () -> host + path);
    return match.route().id();
  }
}

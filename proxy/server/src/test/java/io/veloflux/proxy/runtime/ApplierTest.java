package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.source.Offer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private final FakeSockets sockets = new FakeSockets();
  private final Applier applier = new Applier(sockets, _ -> {}, new SplittableRandom(1));

  /// Remembers what is open; ports in `taken` cannot be opened.
  private static final class FakeSockets implements Sockets {
    final Set<Integer> open = new TreeSet<>();
    final Set<Integer> taken = new TreeSet<>();

    @Override
    public Map<Integer, String> open(Set<Integer> bindPorts) {
      Map<Integer, String> failed = new HashMap<>();
      for (int port : bindPorts) {
        if (taken.contains(port)) failed.put(port, "port %d is taken".formatted(port));
        else open.add(port);
      }
      return failed;
    }

    @Override
    public void closeAllBut(Set<Integer> bindPorts) {
      open.retainAll(bindPorts);
    }
  }

  private Applied offer(String tenant, String hash, ProxyConfig config) {
    return applier.apply(Map.of(tenant, new Offer.Config(hash, config)));
  }

  private Target target(int port, String host) {
    Router router = applier.current().router(port);
    assertNotNull(router);
    RouteMatch match = router.match(Request.of("GET", host, "/"));
    assertNotNull(match);
    return match.route().draw();
  }

  private Pool pool(int port, String host) {
    return ((Target.Forward) target(port, host)).pool();
  }

  private Endpoint pick(int port, String host) {
    Endpoint endpoint = pool(port, host).begin(Set.of(), 0);
    assertNotNull(endpoint);
    endpoint.end();
    return endpoint;
  }

  @Test
  void opensItsSocketsAndServes() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001"));
    assertEquals(Set.of(8080), sockets.open);
    assertEquals("127.0.0.1:9001", pick(8080, "a.test").authority());
  }

  @Test
  void anEqualHashIsNoWork() {
    Applied first = offer("a", "1", Configs.simple("a", 8080, "a.test"));
    assertSame(first, offer("a", "1", Configs.simple("a", 8080, "other.test")));
  }

  @Test
  void whatDidNotChangeIsShared() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001"));
    offer("b", "1", Configs.simple("b", 8081, "b.test", "127.0.0.1:9002"));
    Snapshot before = applier.current();
    offer("b", "2", Configs.simple("b", 8081, "b.test", "127.0.0.1:9003"));
    assertSame(before.tenants().get("a"), applier.current().tenants().get("a"));
    assertSame(before.router(8080), applier.current().router(8080));
    assertNotSame(before.router(8081), applier.current().router(8081));
  }

  @Test
  void endpointsOutliveSnapshotsAndAreRetiredWithTheLastOne() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001"));
    Endpoint endpoint = pick(8080, "a.test");
    assertTrue(endpoint.begin(0));
    offer("a", "2", Configs.simple("a", 8080, "new.test", "127.0.0.1:9001"));
    assertSame(endpoint, pick(8080, "new.test"));
    assertEquals(1, endpoint.inFlight());
    assertFalse(endpoint.retired());
    offer("a", "3", Configs.simple("a", 8080, "new.test", "127.0.0.1:9002"));
    assertTrue(endpoint.retired());
    endpoint.end();
    assertEquals(0, endpoint.inFlight());
  }

  @Test
  void roundRobinGoesOnWhereItWasAfterEveryUpdate() {
    List<String> endpoints = new ArrayList<>();
    for (int i = 0; i < 10; i++) endpoints.add("127.0.0.1:" + (9000 + i));
    Map<Endpoint, Integer> picks = new HashMap<>();
    for (int update = 0; update < 100; update++) {
      String[] members = endpoints.toArray(String[]::new);
      ProxyConfig config =
          Configs.simple("a", 8080, update % 2 == 0 ? "a.test" : "*.test", members);
      PoolConfig pool = config.pools().getFirst();
      List<EndpointConfig> changed = new ArrayList<>(pool.endpoints());
      EndpointConfig last = changed.removeLast();
      changed.add(
          new EndpointConfig(
              last.backend(), last.host(), last.port(), 1 + update % 7, last.state()));
      PoolConfig reweighted = new PoolConfig(pool.id(), pool.algorithm(), null, 0, 0, changed);
      offer(
          "a",
          "u" + update,
          new ProxyConfig(1, "a", config.listeners(), config.routes(), List.of(reweighted)));
      for (int i = 0; i < 3; i++) picks.merge(pick(8080, "a.test"), 1, Integer::sum);
    }
    picks.values().forEach(count -> assertEquals(30, count));
  }

  @Test
  void weightZeroAndDrainingTakeNothingNew() {
    String pool = "pool/a/main";
    List<EndpointConfig> endpoints =
        List.of(
            new EndpointConfig("x", "127.0.0.1", 9001, 0, EndpointConfig.State.READY),
            new EndpointConfig("y", "127.0.0.1", 9002, 1, EndpointConfig.State.DRAINING),
            new EndpointConfig("z", "127.0.0.1", 9003, 1, EndpointConfig.State.READY));
    ProxyConfig simple = Configs.simple("a", 8080, "a.test");
    for (PoolConfig.Algorithm algorithm : PoolConfig.Algorithm.values()) {
      PoolConfig config = new PoolConfig(pool, algorithm, null, 0, 0, endpoints);
      offer(
          "a",
          algorithm.name(),
          new ProxyConfig(1, "a", simple.listeners(), simple.routes(), List.of(config)));
      for (int i = 0; i < 5; i++) assertEquals(9003, pick(8080, "a.test").key().port());
      assertNull(pool(8080, "a.test").begin(Set.of(pick(8080, "a.test")), 0));
    }
  }

  @Test
  void theUnhealthyAreSkippedAndNoneIsLeftWhenAllAre() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001", "127.0.0.1:9002"));
    Pool pool = pool(8080, "a.test");
    pool.endpoints().getFirst().checked(Endpoint.Health.UNHEALTHY, "status 500");
    for (int i = 0; i < 5; i++) assertEquals(9002, pick(8080, "a.test").key().port());
    pool.endpoints().getLast().checked(Endpoint.Health.UNHEALTHY, "status 500");
    assertNull(pool.begin(Set.of(), 0));
    assertFalse(pool.isBusy(Set.of()));
  }

  @Test
  void aTenantThatCannotBeServedKeepsWhatItHadAndOthersGoOn() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001"));
    ProxyConfig good = Configs.simple("a", 8080, "a.test");
    ProxyConfig dangling =
        new ProxyConfig(
            1,
            "a",
            good.listeners(),
            List.of(Configs.forward("route/a/main", "pool/a/nowhere")),
            List.of());
    Applied after =
        applier.apply(
            Map.of(
                "a", new Offer.Config("2", dangling),
                "b", new Offer.Config("1", Configs.simple("b", 8080, "b.test", "127.0.0.1:9002"))));
    var refused = after.refused().get("a");
    assertNotNull(refused);
    assertEquals("2", refused.hash());
    assertEquals("route/a/main: there is no pool/a/nowhere", refused.reason());
    assertEquals(9001, pick(8080, "a.test").key().port());
    assertEquals(9002, pick(8080, "b.test").key().port());
    offer("a", "3", Configs.simple("a", 8080, "a.test", "127.0.0.1:9005"));
    assertEquals(Map.of(), applier.applied().refused());
  }

  @Test
  void aBrokenOfferKeepsTheOldPartAndAVanishedTenantIsGone() {
    offer("a", "1", Configs.simple("a", 8080, "a.test", "127.0.0.1:9001"));
    applier.apply(Map.of("a", new Offer.Broken("2", "not JSON")));
    assertEquals(9001, pick(8080, "a.test").key().port());
    assertEquals("not JSON", applier.applied().refused().get("a").reason());
    applier.apply(Map.of("a", new Offer.Gone()));
    assertNull(applier.current().router(8080));
    assertEquals(Set.of(), sockets.open);
    assertEquals(Map.of(), applier.applied().refused());
  }

  @Test
  void aPortThatCannotBeOpenedRefusesItsTenantAloneUntilItCan() {
    sockets.taken.add(8081);
    applier.apply(
        Map.of(
            "a", new Offer.Config("1", Configs.simple("a", 8080, "a.test")),
            "b", new Offer.Config("1", Configs.simple("b", 8081, "b.test"))));
    assertEquals(Set.of("a"), applier.current().tenants().keySet());
    assertEquals(
        "loadbalancer/b/default/http: port 8081 is taken",
        applier.applied().refused().get("b").reason());
    sockets.taken.clear();
    applier.apply(applier.worthAnotherTry());
    assertEquals(Set.of("a", "b"), applier.current().tenants().keySet());
    assertEquals(Map.of(), applier.worthAnotherTry());
  }

  @Test
  void oneSocketHasOnePortForClients() {
    offer("a", "1", Configs.simple("a", 8080, "a.test"));
    ProxyConfig simple = Configs.simple("b", 8080, "b.test");
    var its = simple.listeners().getFirst();
    var other =
        new io.veloflux.proxy.config.ListenerConfig(
            its.name(),
            8080,
            81,
            "",
            its.security(),
            its.traffic(),
            its.limits(),
            its.clientAddress());
    offer("b", "1", new ProxyConfig(1, "b", List.of(other), simple.routes(), simple.pools()));
    assertEquals(
        "loadbalancer/b/default/http: port 81, but socket 8080 serves port 80 already",
        applier.applied().refused().get("b").reason());
  }

  @Test
  void aRouteWithoutWeightSaysSo() {
    ProxyConfig simple = Configs.simple("a", 8080, "a.test");
    RouteConfig route =
        new RouteConfig(
            "route/a/main",
            List.of(
                new RouteConfig.Target(
                    0, simple.routes().getFirst().targets().getFirst().action())),
            List.of(),
            RouteConfig.Timeouts.NONE);
    offer("a", "1", new ProxyConfig(1, "a", simple.listeners(), List.of(route), simple.pools()));
    assertEquals(new Target.Reject(503, "NoWeight"), target(8080, "a.test"));
  }
}

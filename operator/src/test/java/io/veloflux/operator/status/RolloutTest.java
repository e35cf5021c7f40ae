package io.veloflux.operator.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.veloflux.crd.Reasons;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.observe.FleetView;
import io.veloflux.operator.observe.ObservedProxy;
import io.veloflux.operator.publish.Publication;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.state.ProxyState.Refused;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final ObjectKey A = new ObjectKey("Route", "acme", "a");
  private static final ObjectKey B = new ObjectKey("Route", "acme", "b");
  private static final ObjectKey TENANT = new ObjectKey("Tenant", "", "acme");
  private static final ProxyConfig ONE = config("a", "x");
  private static final ProxyConfig EDITED = config("a", "y");
  private static final ProxyConfig TWO = config("a", "x", "b", "x");
  private static final Publication DONE = new Publication.Published("", false);

  private final AtomicLong millis = new AtomicLong(1);
  private final Rollout rollout =
      new Rollout(Duration.ofSeconds(1), () -> Instant.ofEpochMilli(millis.get()));

  @Test
  void oneRoutesChangeDoesNotUnsettleTheOthers() {
    rollout.published("1", ONE);
    rollout.published("2", TWO);
    Rollout.Deliveries behind = deliveries(TWO, proxy("p", "1"));
    assertEquals(new Delivery.Served(), behind.of(A));
    assertEquals(new Delivery.Pending(0, 1, true), behind.of(B));
    assertEquals(new Delivery.Pending(0, 1, true), behind.of(TENANT));
    assertEquals("0/1", behind.proxies());
  }

  @Test
  void everyReadyProxyMustServeIt() {
    rollout.published("1", ONE);
    rollout.published("2", EDITED);
    assertEquals(
        new Delivery.Pending(1, 2, true),
        deliveries(EDITED, proxy("p", "2"), proxy("q", "1")).of(A));
    millis.addAndGet(1_000);
    assertEquals(
        new Delivery.Pending(1, 2, false),
        deliveries(EDITED, proxy("p", "2"), proxy("q", "1")).of(A));
    assertEquals(new Delivery.Served(), deliveries(EDITED, proxy("p", "2"), proxy("q", "2")).of(A));
  }

  @Test
  void goingBackToWhatAProxyServesStillCounts() {
    rollout.published("1", ONE);
    rollout.published("2", EDITED);
    rollout.published("1", ONE);
    assertEquals(new Delivery.Served(), deliveries(ONE, proxy("p", "1")).of(A));
    assertInstanceOf(Delivery.Pending.class, deliveries(ONE, proxy("p", "2")).of(A));
  }

  @Test
  void aRefusalCountsForWhatIsInIt() {
    rollout.published("1", ONE);
    rollout.published("2", TWO);
    TenantState refusing = new TenantState("acme", "1", new Refused("2", "port taken"), List.of());
    Rollout.Deliveries deliveries =
        deliveries(TWO, new ObservedProxy("p", true, Map.of("acme", refusing)));
    assertEquals(new Delivery.Served(), deliveries.of(A));
    assertEquals(new Delivery.Refused("p", "port taken"), deliveries.of(B));
  }

  @Test
  void whatIsHeldIsSaidOfWhatIsNewOnly() {
    rollout.published("1", ONE);
    Rollout.Deliveries held =
        rollout.deliveries(
            TWO,
            new Publication.Held(Reasons.CONFIG_TOO_LARGE, "2 of 1"),
            new FleetView(true, List.of(proxy("p", "1"))));
    assertEquals(new Delivery.Served(), held.of(A));
    assertEquals(new Delivery.Unpublished(Reasons.CONFIG_TOO_LARGE, "2 of 1"), held.of(B));
  }

  @Test
  void aRouteIsUnsettledByItsFirstEndpointNotByTheSecond() {
    ProxyConfig one = withEndpoints(1);
    ProxyConfig two = withEndpoints(2);
    rollout.published("0", withEndpoints(0));
    rollout.published("1", one);
    assertInstanceOf(Delivery.Pending.class, deliveries(one, proxy("p", "0")).of(A));
    rollout.published("2", two);
    assertEquals(new Delivery.Served(), deliveries(two, proxy("p", "1")).of(A));
  }

  @Test
  void withoutProxiesItSaysSoOnceThatIsCertain() {
    rollout.published("1", ONE);
    assertEquals(
        new Delivery.NoProxies(),
        rollout.deliveries(ONE, DONE, new FleetView(true, List.of())).of(A));
    assertEquals(
        new Delivery.Unknown(),
        rollout.deliveries(ONE, DONE, new FleetView(false, List.of())).of(A));
  }

  private Rollout.Deliveries deliveries(ProxyConfig config, ObservedProxy... proxies) {
    return rollout.deliveries(config, DONE, new FleetView(true, List.of(proxies)));
  }

  private static ObservedProxy proxy(String name, String hash) {
    return new ObservedProxy(
        name, true, Map.of("acme", new TenantState("acme", hash, null, List.of())));
  }

  /// @param routesAndPools name of a route, its pool, name of the next route, …
  private static ProxyConfig config(String... routesAndPools) {
    List<RouteConfig> routes = new ArrayList<>();
    for (int i = 0; i < routesAndPools.length; i += 2) {
      routes.add(route(routesAndPools[i], routesAndPools[i + 1]));
    }
    return new ProxyConfig(ProxyConfig.SCHEMA, "acme", List.of(), routes, List.of());
  }

  private static ProxyConfig withEndpoints(int count) {
    List<EndpointConfig> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      endpoints.add(new EndpointConfig("b" + i, "10.0.0." + i, 80, 100, null));
    }
    return new ProxyConfig(
        ProxyConfig.SCHEMA,
        "acme",
        List.of(),
        List.of(route("a", "x")),
        List.of(new PoolConfig("pool/acme/x", null, null, 0, 0, endpoints)));
  }

  private static RouteConfig route(String name, String pool) {
    return new RouteConfig(
        "route/acme/" + name,
        List.of(new RouteConfig.Target(1, new Action.Forward("pool/acme/" + pool))),
        List.of(),
        null);
  }
}

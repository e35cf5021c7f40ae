package io.veloflux.operator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Condition;
import io.veloflux.crd.HasConditions;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.MockApi.Request;
import io.veloflux.operator.observe.FakeProxy;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole operator between an API server and a proxy that misbehave.
class OperatorTest {
  private static final OperatorSettings.Timing QUICK =
      new OperatorSettings.Timing(
          Duration.ofSeconds(3),
          Duration.ofMillis(300),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5));

  private final MockApi api = new MockApi();
  private FakeProxy proxy;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    proxy = new FakeProxy("proxy-0");
    operator = start(proxy);
    until(operator::isReady);
  }

  @AfterEach
  void stop() {
    operator.close();
    proxy.close();
    api.close();
  }

  @Test
  void aChangeTravelsToTheProxiesAndBackToItsStatus() {
    shop();
    until(() ->
        config() != null
            && config().routes().size() == 1
            && config().pools().getFirst().endpoints().size() == 1);
    until(() -> "False".equals(condition(route("shop"), Condition.PROGRAMMED).status()));
    assertEquals(Reasons.PENDING, condition(route("shop"), Condition.PROGRAMMED).reason());

    proxy.serves("acme", hash());

    until(() -> isTrue(route("shop"), Condition.READY));
    until(() -> isTrue(tenant(), Condition.READY));
    assertEquals("1/1", tenant().getStatus().proxies());
    until(() ->
        "1/1"
            .equals(
                api.client()
                    .resources(Pool.class)
                    .inNamespace("acme")
                    .withName("web")
                    .get()
                    .getStatus()
                    .endpoints()));
  }

  @Test
  void whatTheColumnsPrintSumsUpListsAndNamesWhatIsWrong() {
    shop();
    LoadBalancer two = new LoadBalancer();
    two.setMetadata(meta("two"));
    two.setSpec(new LoadBalancer.Spec(List.of(listener("a", 8080), listener("b", 8081)), null));
    create(two);
    Route both = route("both", "both.example.com");
    both.setSpec(new Route.Spec("two", null, null, null, "web", null, null, null));
    create(both);
    Pool empty = new Pool();
    empty.setMetadata(meta("empty"));
    empty.setSpec(new Pool.Spec(null, null, null));
    create(empty);
    proxyFollows();
    until(() -> {
      LoadBalancer.Status status = acme(LoadBalancer.class, "two").getStatus();
      return status != null && Integer.valueOf(1).equals(status.attachedRoutes());
    });
    assertEquals("8080,8081", acme(LoadBalancer.class, "two").getStatus().ports());
    until(() -> {
      proxy.serves("acme", hash());
      return isTrue(acme(Pool.class, "empty"), Condition.READY)
          && isTrue(acme(Pool.class, "web"), Condition.READY);
    });
    assertEquals(Reasons.NO_ENDPOINTS, acme(Pool.class, "empty").getStatus().reason());
    assertTrue(acme(Pool.class, "empty").getStatus().message().contains("503"));
    assertEquals(Reasons.READY, acme(Pool.class, "web").getStatus().reason());
    assertNull(acme(Pool.class, "web").getStatus().message());
  }

  @Test
  void namespaceAndDefaultLoadBalancerAreMadeAndMadeAgain() {
    create(tenant("acme"));
    until(() ->
        api.client().resources(LoadBalancer.class).inNamespace("acme").withName("default").get()
            != null);
    assertEquals(
        "acme",
        api.client()
            .namespaces()
            .withName("acme")
            .get()
            .getMetadata()
            .getLabels()
            .get("veloflux.io/tenant"));

    String uid =
        api.client()
            .resources(LoadBalancer.class)
            .inNamespace("acme")
            .withName("default")
            .get()
            .getMetadata()
            .getUid();
    api.client().resources(LoadBalancer.class).inNamespace("acme").withName("default").delete();
    until(() -> {
      LoadBalancer again =
          api.client().resources(LoadBalancer.class).inNamespace("acme").withName("default").get();
      return again != null && !again.getMetadata().getUid().equals(uid);
    });
  }

  @Test
  void aNamespaceOfSomebodyElseIsNotTouched() {
    api.client()
        .resource(new NamespaceBuilder().withNewMetadata().withName("acme").endMetadata().build())
        .create();
    create(tenant("acme"));
    until(
        () -> Reasons.NAMESPACE_CONFLICT.equals(condition(tenant(), Condition.ACCEPTED).reason()));
    assertEquals(
        0, api.client().resources(LoadBalancer.class).inNamespace("acme").list().getItems().size());
  }

  @Test
  void aRefusalIsQuoted() {
    shop();
    until(() -> config() != null && config().routes().size() == 1);
    until(
        () -> config().pools().size() == 1 && config().pools().getFirst().endpoints().size() == 1);
    proxy.refuses("acme", "", hash(), "port 80 is taken");
    until(() ->
        Reasons.PROXY_REFUSED.equals(condition(route("shop"), Condition.PROGRAMMED).reason()));
    assertTrue(
        condition(route("shop"), Condition.PROGRAMMED).message().contains("port 80 is taken"));
    assertEquals("True", condition(route("shop"), Condition.STALLED).status());
  }

  @Test
  void aSilentProxyDoesNotCount() {
    shop();
    until(() -> config() != null && config().routes().size() == 1 && config().pools().size() == 1);
    proxy.close();
    until(() -> Reasons.NO_PROXIES.equals(condition(route("shop"), Condition.PROGRAMMED).reason()));
  }

  @Test
  void errorsOfTheApiServerDelayAndLoseNothing() {
    AtomicInteger left = new AtomicInteger(6);
    api.fault(r -> {
      if (!r.isWrite() || !r.path().contains("/configmaps")) return null;
      int before = left.getAndUpdate(n -> Math.max(0, n - 1));
      return before == 0 ? null : MockApi.status(List.of(500, 409, 429).get(before % 3));
    });
    shop();
    until(() -> config() != null && config().routes().size() == 1);
    assertEquals(0, left.get());
  }

  @Test
  void statusesThatFailAreWrittenLaterAndHoldUpNothing() {
    AtomicInteger failures = new AtomicInteger();
    api.fault(
        r -> r.isStatusWrite() && failures.getAndIncrement() < 20 ? MockApi.status(500) : null);
    shop();
    until(() -> config() != null && config().routes().size() == 1);
    proxyFollows();
    until(() -> isTrue(route("shop"), Condition.READY));
  }

  @Test
  void inSteadyStateNothingIsWritten() {
    shop();
    proxyFollows();
    until(this::allAreReady);
    long before = writes();
    // what proxies say between is over before it is worth a status
    for (int i = 0; i < 5; i++) proxy.serves("acme", hash());
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(5))
        .until(() -> writes() == before);
  }

  @Test
  void noSpecChangeIsLostToAStatusWrite() {
    shop();
    proxyFollows();
    until(() -> isTrue(route("shop"), Condition.READY));
    for (int i = 0; i < 60; i++) {
      String host = "h" + i + ".example.com";
      // a refusal makes status writes; the change of the spec is aimed at them
      proxy.refuses("acme", "", hash(), "no " + i);
      change("shop", host);
      until(() -> hosts().equals(List.of(host)));
    }
    proxyFollows();
    until(() -> isTrue(route("shop"), Condition.READY));
  }

  @Test
  void watchesThatAreLostOrTooOldAreTakenUpAgain() throws IOException {
    operator.close();
    AtomicInteger left = new AtomicInteger(6);
    api.fault(r -> {
      if (!r.path().contains("watch=true") || left.getAndDecrement() <= 0) return null;
      return MockApi.lostWatch(left.get() % 2 == 0);
    });
    operator = start(proxy);
    shop();
    until(() -> config() != null && config().routes().size() == 1);
    create(route("second", "second.example.com"));
    until(() -> config().routes().size() == 2);
  }

  @Test
  void aNewOperatorLeavesWhatIsProgrammedAlone() throws IOException {
    shop();
    proxyFollows();
    until(this::allAreReady);
    operator.close();
    long before = writes();
    operator = start(proxy);
    until(operator::isReady);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(30))
        .until(() -> writes() == before);
  }

  @Test
  void anOlderClaimKeepsAHostnameAndItsEndFreesIt() {
    shop();
    until(() -> config() != null && config().routes().size() == 1);
    create(tenant("evil"));
    until(() ->
        api.client().resources(LoadBalancer.class).inNamespace("evil").withName("default").get()
            != null);
    Route theirs = route("zshop", "shop.example.com");
    theirs.getMetadata().setNamespace("evil");
    create(theirs);
    until(() ->
        Reasons.HOSTNAME_CONFLICT.equals(
            condition(
                    api.client().resources(Route.class).inNamespace("evil").withName("zshop").get(),
                    Condition.ACCEPTED)
                .reason()));
    api.client().resources(Route.class).inNamespace("acme").withName("shop").delete();
    until(() ->
        isTrue(
            api.client().resources(Route.class).inNamespace("evil").withName("zshop").get(),
            Condition.ACCEPTED));
  }

  private Operator start(FakeProxy told) throws IOException {
    return Operator.start(
        api.client(),
        OperatorSettings.of(List.of(told.url())).withLeaderElection(false).withTiming(QUICK));
  }

  /// Somebody else writes between, now and then: as `kubectl edit` does, again.
  private void change(String route, String host) {
    until(() -> {
      try {
        Route now = route(route);
        now.setSpec(spec(host));
        api.client().resource(now).update();
        return true;
      } catch (KubernetesClientException e) {
        return false;
      }
    });
  }

  private void proxyFollows() {
    until(() -> {
      if (config() == null) return false;
      proxy.serves("acme", hash());
      return isTrue(tenant(), Condition.PROGRAMMED);
    });
  }

  private void shop() {
    create(tenant("acme"));
    Pool pool = new Pool();
    pool.setMetadata(meta("web"));
    pool.setSpec(new Pool.Spec(null, null, null));
    create(pool);
    Backend backend = new Backend();
    backend.setMetadata(meta("web-1"));
    backend.setSpec(new Backend.Spec("web", "127.0.0.1", 8080, null, null, null, null));
    create(backend);
    create(route("shop", "shop.example.com"));
  }

  private static Tenant tenant(String name) {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName(name).build());
    tenant.setSpec(new Tenant.Spec(Tenant.State.Active, null, null));
    return tenant;
  }

  private static Route route(String name, String host) {
    Route route = new Route();
    route.setMetadata(meta(name));
    route.setSpec(spec(host));
    return route;
  }

  private static LoadBalancer.Listener listener(String name, int port) {
    return new LoadBalancer.Listener(name, port, null, null, null, null, null);
  }

  private static Route.Spec spec(String host) {
    return new Route.Spec(null, List.of(host), null, null, "web", null, null, null);
  }

  private static io.fabric8.kubernetes.api.model.ObjectMeta meta(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace("acme")
        .withAnnotations(Map.of())
        .build();
  }

  private void create(CustomResource<?, ?> object) {
    api.client().resource(object).create();
  }

  private Tenant tenant() {
    return api.client().resources(Tenant.class).withName("acme").get();
  }

  private Route route(String name) {
    return api.client().resources(Route.class).inNamespace("acme").withName(name).get();
  }

  private <T extends CustomResource<?, ?>> T acme(Class<T> kind, String name) {
    return api.client().resources(kind).inNamespace("acme").withName(name).get();
  }

  private ConfigMap configMap() {
    return api.client().configMaps().inNamespace("veloflux-system").withName("config-acme").get();
  }

  private String hash() {
    return configMap().getMetadata().getAnnotations().get(Parcel.HASH);
  }

  private ProxyConfig config() {
    ConfigMap map = configMap();
    if (map == null) return null;
    try {
      return new Parcel(
              map.getMetadata().getAnnotations(), Parcel.PLAIN, map.getData().get(Parcel.PLAIN))
          .unpack();
    } catch (io.veloflux.proxy.config.ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> hosts() {
    return config().listeners().stream()
        .flatMap(l -> ((io.veloflux.proxy.config.Traffic.Http) l.traffic()).hosts().stream())
        .map(h -> h.hostname())
        .distinct()
        .toList();
  }

  private boolean allAreReady() {
    return MockApi.KINDS.stream()
        .flatMap(kind -> api.client().resources(kind).inAnyNamespace().list().getItems().stream())
        .allMatch(object ->
            object.getStatus() instanceof HasConditions status && isTrue(status, Condition.READY));
  }

  private long writes() {
    return api.requests().stream()
        .filter(Request::isWrite)
        .filter(r -> !r.path().contains("selfsubject"))
        .count();
  }

  private static Condition condition(
      CustomResource<?, ? extends HasConditions> object, String type) {
    return condition(object == null ? null : object.getStatus(), type);
  }

  private static Condition condition(HasConditions status, String type) {
    if (status != null && status.conditions() != null) {
      for (Condition one : status.conditions()) if (one.type().equals(type)) return one;
    }
    return new Condition(type, "", 0L, "", "", "");
  }

  private static boolean isTrue(CustomResource<?, ? extends HasConditions> object, String type) {
    return condition(object, type).status().equals("True");
  }

  private static boolean isTrue(HasConditions status, String type) {
    return condition(status, type).status().equals("True");
  }

  private static void until(BooleanSupplier condition) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .until(condition::getAsBoolean);
  }
}

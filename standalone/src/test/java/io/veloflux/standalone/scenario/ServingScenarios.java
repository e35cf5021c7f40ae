package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.standalone.scenario.Caller.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A change travels from the API server to served traffic, and its status tells the truth at each
/// step.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServingScenarios {
  private final KubeApi api;
  private final SampleBackend one = new SampleBackend("one");
  private final SampleBackend two = new SampleBackend("two");
  private Installation veloflux;
  private Objects objects;

  ServingScenarios(KubeApi api) {
    this.api = api;
  }

  @BeforeAll
  void install() {
    veloflux = new Installation(api);
    objects = veloflux.objects();
  }

  @AfterAll
  void uninstall() {
    veloflux.close();
    one.close();
    two.close();
  }

  @Test
  void whatIsProgrammedIsServedAtOnce() {
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", "first.example.com", one);
    assertEquals(new Answer(200, "one"), veloflux.get("first.example.com", "/"));
    assertEquals("True/Ready", veloflux.condition(tenant, "Route", "shop", "Ready"));
    for (int turn = 0; turn < 5; turn++) {
      SampleBackend next = turn % 2 == 0 ? two : one;
      objects.patch(tenant, "Backend", "shop", "{spec: {port: %d}}".formatted(next.port()));
      veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
      assertEquals(
          new Answer(200, turn % 2 == 0 ? "two" : "one"), veloflux.get("first.example.com", "/"));
    }
    assertEquals(404, veloflux.get("unknown.example.com", "/").status());
  }

  @Test
  void theStatusTellsTheTruthAtEachStep() {
    String tenant = veloflux.tenant("{}");
    objects.create(tenant, "Route", "shop", "{hostnames: [steps.example.com], pool: shop}");
    veloflux.awaitCondition(tenant, "Route", "shop", "ResolvedRefs", "False");
    veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
    assertEquals("False/PoolNotFound", veloflux.condition(tenant, "Route", "shop", "ResolvedRefs"));
    assertEquals("True/Accepted", veloflux.condition(tenant, "Route", "shop", "Accepted"));
    veloflux.awaitCondition(tenant, "Route", "shop", "Ready", "False");
    assertEquals(500, veloflux.get("steps.example.com", "/").status());

    objects.create(tenant, "Pool", "shop", "{}");
    veloflux.awaitCondition(tenant, "Route", "shop", "ResolvedRefs", "True");
    veloflux.awaitCondition(tenant, "Pool", "shop", "Programmed", "True");
    awaitStatus("steps.example.com", 503);
    await()
        .atMost(20, SECONDS)
        .untilAsserted(() ->
            assertEquals(
                "False/NoEndpoints", veloflux.condition(tenant, "Pool", "shop", "Healthy")));

    objects.create(tenant, "Backend", "shop", Installation.backend("shop", one));
    veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "one"), veloflux.get("steps.example.com", "/"));
    veloflux.awaitCondition(tenant, "Route", "shop", "Ready", "True");
    veloflux.awaitCondition(tenant, "Pool", "shop", "Ready", "True");

    objects.at(tenant, "Backend", "shop").delete();
    awaitStatus("steps.example.com", 503);
    objects.at(tenant, "Pool", "shop").delete();
    awaitStatus("steps.example.com", 500);
    veloflux.awaitCondition(tenant, "Route", "shop", "ResolvedRefs", "False");
    objects.at(tenant, "Route", "shop").delete();
    awaitStatus("steps.example.com", 404);
  }

  @Test
  void aSickBackendIsNamedAndAvoided() {
    try (SampleBackend sick = new SampleBackend("sick")) {
      sick.health(500);
      String tenant = veloflux.tenant("{}");
      objects.create(
          tenant,
          "Pool",
          "shop",
          "{healthCheck: {interval: 1s, timeout: 500ms, unhealthyThreshold: 1, healthyThreshold:"
              + " 1}}");
      objects.create(tenant, "Backend", "well", Installation.backend("shop", one));
      objects.create(tenant, "Backend", "sick", Installation.backend("shop", sick));
      objects.create(tenant, "Route", "shop", "{hostnames: [sick.example.com], pool: shop}");
      veloflux.awaitCondition(tenant, "Backend", "sick", "Healthy", "False");
      veloflux.awaitCondition(tenant, "Backend", "well", "Healthy", "True");
      veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
      assertEquals("1/2", objects.at(tenant, "Pool", "shop").require().get("status", "endpoints"));
      for (int i = 0; i < 10; i++) {
        assertEquals(new Answer(200, "one"), veloflux.get("sick.example.com", "/"));
      }
      sick.health(200);
      veloflux.awaitCondition(tenant, "Backend", "sick", "Healthy", "True");
      awaitBody("sick.example.com", "sick");
    }
  }

  @Test
  void theOldestClaimOfAHostnameWins() {
    String first = veloflux.tenant("{}");
    String second = veloflux.tenant("{}");
    veloflux.serve(first, "shop", "claimed.example.com", one);
    objects.create(second, "Pool", "shop", "{}");
    objects.create(second, "Backend", "shop", Installation.backend("shop", two));
    objects.create(second, "Route", "shop", "{hostnames: [claimed.example.com], pool: shop}");
    veloflux.awaitCondition(second, "Route", "shop", "Accepted", "False");
    assertEquals("False/HostnameConflict", veloflux.condition(second, "Route", "shop", "Accepted"));
    veloflux.awaitCondition(second, "Route", "shop", "Programmed", "False");
    assertEquals(new Answer(200, "one"), veloflux.get("claimed.example.com", "/"));

    objects.at(first, "Route", "shop").delete();
    veloflux.awaitCondition(second, "Route", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "two"), veloflux.get("claimed.example.com", "/"));
  }

  @Test
  void aHostnameOutsideTheAllowedDomainsIsNotServed() {
    String tenant = veloflux.tenant("{allowedDomains: ['*.allowed.example.com']}");
    veloflux.serve(tenant, "inside", "shop.allowed.example.com", one);
    objects.create(tenant, "Route", "outside", "{hostnames: [outside.example.com], pool: inside}");
    veloflux.awaitCondition(tenant, "Route", "outside", "Accepted", "False");
    assertEquals(
        "False/HostnameNotAllowed", veloflux.condition(tenant, "Route", "outside", "Accepted"));
    assertEquals(404, veloflux.get("outside.example.com", "/").status());
    assertEquals(new Answer(200, "one"), veloflux.get("shop.allowed.example.com", "/"));

    objects.patch(
        null,
        "Tenant",
        tenant,
        "{spec: {allowedDomains: ['*.allowed.example.com', outside.example.com]}}");
    veloflux.awaitCondition(tenant, "Route", "outside", "Programmed", "True");
    assertEquals(new Answer(200, "one"), veloflux.get("outside.example.com", "/"));
  }

  @Test
  void aSuspendedTenantAnswers503() {
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", "suspended.example.com", one);
    objects.patch(null, "Tenant", tenant, "{spec: {state: Suspended}}");
    awaitStatus("suspended.example.com", 503);
    objects.patch(null, "Tenant", tenant, "{spec: {state: Active}}");
    awaitStatus("suspended.example.com", 200);
  }

  @Test
  void weightsShareTheRequests() {
    String tenant = veloflux.tenant("{}");
    objects.create(tenant, "Pool", "one", "{}");
    objects.create(tenant, "Pool", "two", "{}");
    objects.create(tenant, "Backend", "one", Installation.backend("one", one));
    objects.create(tenant, "Backend", "two", Installation.backend("two", two));
    objects.create(
        tenant,
        "Route",
        "split",
        "{hostnames: [split.example.com], pools: [{name: one, weight: 3}, {name: two, weight:"
            + " 1}]}");
    veloflux.awaitCondition(tenant, "Route", "split", "Programmed", "True");
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) answers.add(veloflux.get("split.example.com", "/").body());
    long ones = answers.stream().filter("one"::equals).count();
    long twos = answers.stream().filter("two"::equals).count();
    assertEquals(200, ones + twos);
    assertTrue(ones > 110 && ones < 190, "about three quarters: " + ones);

    objects.patch(
        tenant,
        "Route",
        "split",
        "{spec: {pools: [{name: one, weight: 0}, {name: two, weight: 0}]}}");
    veloflux.awaitCondition(tenant, "Route", "split", "Programmed", "True");
    assertEquals(503, veloflux.get("split.example.com", "/").status());
  }

  @Test
  void aLoadBalancerOfItsOwnOpensItsOwnPort() {
    String tenant = veloflux.tenant("{}");
    int port = Installation.freePort();
    objects.create(
        tenant, "LoadBalancer", "extra", "{listeners: [{name: http, port: %d}]}".formatted(port));
    objects.create(tenant, "Pool", "shop", "{}");
    objects.create(tenant, "Backend", "shop", Installation.backend("shop", one));
    objects.create(tenant, "Route", "shop", "{loadBalancer: extra, pool: shop}");
    veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
    veloflux.awaitCondition(tenant, "LoadBalancer", "extra", "Programmed", "True");
    assertEquals(new Answer(200, "one"), Caller.get(port, "any.example.com", "/"));
  }

  @Test
  void ofALargeTenantOnlyChangesAreWritten() {
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", "large.example.com", one);
    objects.create(tenant, "Pool", "other", "{}");
    objects.create(tenant, "Backend", "other", Installation.backend("other", two));
    for (int i = 0; i < 8; i++) {
      objects.create(tenant, "Route", "wide-" + i, wide(i));
      veloflux.awaitCondition(tenant, "Route", "wide-" + i, "Programmed", "True");
    }
    String whole = "config-" + tenant;
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertTrue(configMap(whole).getData().containsKey("changes.json")));
    objects.patch(tenant, "Route", "shop", "{spec: {pool: other}}");
    veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "two"), veloflux.get("large.example.com", "/"));
    assertEquals(new Answer(200, "one"), veloflux.get("h3.w5.example.com", "/p7/x"));

    String base = configMap(whole + ".a") == null ? whole + ".b" : whole + ".a";
    ConfigMap lost = configMap(base);
    api.client().resource(lost).delete();
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> {
          assertNotNull(configMap(base));
          assertNotEquals(lost.getMetadata().getUid(), configMap(base).getMetadata().getUid());
        });
    objects.patch(tenant, "Route", "shop", "{spec: {pool: shop}}");
    veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "one"), veloflux.get("large.example.com", "/"));
  }

  /// A route of 16 hostnames and 16 paths.
  private static String wide(int number) {
    List<String> hostnames = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      hostnames.add("h%d.w%d.example.com".formatted(i, number));
      paths.add("{prefix: /p%d}".formatted(i));
    }
    return "{pool: shop, hostnames: %s, paths: %s}".formatted(hostnames, paths);
  }

  private ConfigMap configMap(String name) {
    return api.client().configMaps().inNamespace(OperatorSettings.NAMESPACE).withName(name).get();
  }

  @Test
  void aTenantGoesWithEverything() {
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", "gone.example.com", one);
    var published =
        api.client()
            .configMaps()
            .inNamespace(OperatorSettings.NAMESPACE)
            .withName("config-" + tenant);
    assertNotNull(published.get());
    objects.at(null, "Tenant", tenant).delete();
    await().atMost(60, SECONDS).untilAsserted(() -> assertNull(published.get()));
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertNull(api.client().namespaces().withName(tenant).get()));
    awaitStatus("gone.example.com", 404);
  }

  private void awaitStatus(String host, int status) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertEquals(status, veloflux.get(host, "/").status()));
  }

  private void awaitBody(String host, String body) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertEquals(body, veloflux.get(host, "/").body()));
  }
}

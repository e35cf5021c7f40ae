package io.veloflux.standalone.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.veloflux.crd.Backend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an API server makes of our schemas: kinds, refusals, defaults, unknown fields, columns.
abstract class SchemaScenarios {
  private final KubeApi api;
  private final KubernetesClient client;
  private final Objects objects;

  SchemaScenarios(KubeApi api) {
    this.api = api;
    this.client = api.client();
    this.objects = new Objects(client);
  }

  @Test
  void everyKindIsEstablishedAndListedWithItsCategory() {
    for (CustomResourceDefinition definition : CustomResourceDefinitions.all()) {
      assertTrue(
          CustomResourceDefinitions.established(client.resource(definition).get()),
          definition.getMetadata().getName());
    }
    Map<String, String> kinds = new TreeMap<>();
    for (APIResource kind : client.getApiResources(Objects.API_VERSION).getResources()) {
      if (kind.getName().contains("/")) continue;
      kinds.put(kind.getKind(), kind.getShortNames() + " " + kind.getCategories());
    }
    assertEquals(
        Map.of(
            "Tenant", "[vft] [veloflux]",
            "LoadBalancer", "[vflb] [veloflux]",
            "Pool", "[vfp] [veloflux]",
            "Backend", "[vfb] [veloflux]",
            "Route", "[vfr] [veloflux]"),
        kinds);
  }

  static List<Mistake> mistakes() {
    return Mistake.all();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsRefusedAtOnceWithItsMessage(Mistake mistake) {
    GenericKubernetesResource object = mistake.object();
    if (!object.getKind().equals("Tenant")) object.getMetadata().setNamespace("default");
    var e =
        assertThrows(
            KubernetesClientException.class,
            () -> client.resource(object).fieldValidation(Validation.STRICT).create());
    assertTrue(
        e.getStatus().getMessage().contains(mistake.refusal()),
        () -> "expected: " + mistake.refusal() + "\n but was: " + e.getStatus().getMessage());
    boolean undecodable = mistake.refusal().startsWith("strict decoding error");
    assertEquals(undecodable ? 400 : 422, e.getCode());
    if (!undecodable) {
      String field = mistake.refusal().substring(0, mistake.refusal().indexOf(": "));
      assertTrue(
          e.getStatus().getDetails().getCauses().stream().anyMatch(c -> field.equals(c.getField())),
          () -> "a cause names the field: " + e.getStatus().getDetails().getCauses());
    }
  }

  @Test
  void aMistakeIsRefusedInAnUpdateToo() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{algorithm: LeastConnections}");
    var e =
        assertThrows(
            KubernetesClientException.class,
            () ->
                objects.patch(namespace, "Pool", "shop", "{spec: {healthCheck: {timeout: 31s}}}"));
    assertEquals(422, e.getCode());
    assertTrue(
        e.getMessage().contains("timeout must be between 100ms and interval"), e.getMessage());
    assertEquals(
        Objects.yaml("{algorithm: LeastConnections}"),
        objects.spec(namespace, "Pool", "shop"),
        "it is as it was");
  }

  @Test
  void absentFieldsGetTheirDefaults() {
    String namespace = Namespaces.create(api);
    assertEquals(
        Objects.yaml("{state: Active}"), objects.create(null, "Tenant", namespace + "-t", "{}"));
    assertEquals(
        Objects.yaml("{algorithm: RoundRobin}"), objects.create(namespace, "Pool", "bare", "{}"));
    assertEquals(
        Objects.yaml(
            """
            algorithm: RoundRobin
            healthCheck: {mode: Http, path: /health, interval: 30s, timeout: 5s, expectedStatus: 200,
              healthyThreshold: 2, unhealthyThreshold: 3}
            timeouts: {connect: 2s, idle: 30s}
            """),
        objects.create(namespace, "Pool", "checked", "{healthCheck: {}, timeouts: {}}"));
    assertEquals(
        Objects.yaml("{pool: shop, host: 10.0.0.1, port: 80, weight: 100, role: Primary}"),
        objects.create(namespace, "Backend", "one", "{pool: shop, host: 10.0.0.1, port: 80}"));
    assertEquals(
        Objects.yaml(
            """
            listeners: [{name: http, port: 80, protocol: HTTP, timeouts: {header: 5s, idle: 60s}}]
            """),
        objects.create(
            namespace,
            "LoadBalancer",
            "public",
            "{listeners: [{name: http, port: 80, timeouts: {}}]}"));
    assertEquals(
        Objects.yaml(
            "{pools: [{name: a, weight: 1}, {name: b, weight: 0}], timeouts: {backendRequest: 30s,"
                + " idle: 60s}}"),
        objects.create(
            namespace,
            "Route",
            "split",
            "{pools: [{name: a}, {name: b, weight: 0}], timeouts: {}}"));
  }

  @Test
  void theHostFormsThatPeopleUseAreAccepted() {
    String namespace = Namespaces.create(api);
    List<String> hosts =
        List.of(
            "10.0.0.1",
            "255.255.255.255",
            "2001:db8::1",
            "::1",
            "fe80::a:b",
            "localhost",
            "shop",
            "shop-1.acme.svc",
            "1.shop.example.com",
            "xn--bcher-kva.example");
    for (int i = 0; i < hosts.size(); i++) {
      objects.create(
          namespace,
          "Backend",
          "host-" + i,
          "{pool: shop, port: 80, host: '" + hosts.get(i) + "'}");
    }
    objects.create(
        namespace,
        "Route",
        "paths",
        "{pool: shop, hostnames: ['*.example.com', a.b-c.example.com], paths: [{exact: /}, {prefix:"
            + " /a/b.c/..d/.e}, {prefix: \"/~x/%C3%A9/(1)!$&'*+,;=:@\"}, {exact:"
            + " /slash/at/the/end/}]}");
    objects.create(
        namespace,
        "LoadBalancer",
        "cidrs",
        "{listeners: [{name: http, port: 80}], trustedProxies: [10.0.0.0/8, '2001:db8::/32',"
            + " 192.168.1.7/32]}");
  }

  @Test
  void anUnknownFieldIsDroppedWithAWarning() throws Exception {
    String namespace = Namespaces.create(api);
    String body =
        """
        {"apiVersion": "veloflux.io/v1alpha1", "kind": "Pool", "metadata": {"name": "shop"},
         "spec": {"algorithmus": "RoundRobin", "healthCheck": {"every": "5s"}}}
        """;
    var answer = Raw.post(client, Raw.path(namespace, "pools") + "?fieldValidation=Warn", body);
    assertEquals(201, answer.code());
    assertEquals(
        Set.of("unknown field \"spec.algorithmus\"", "unknown field \"spec.healthCheck.every\""),
        answer.warnings());
    JsonNode spec = objects.spec(namespace, "Pool", "shop");
    assertTrue(spec.path("algorithmus").isMissingNode(), spec.toString());
    assertTrue(spec.path("healthCheck").path("every").isMissingNode(), spec.toString());

    var silent =
        Raw.post(
            client,
            Raw.path(namespace, "pools") + "?fieldValidation=Ignore",
            body.replace("\"shop\"", "\"silent\""));
    assertEquals(201, silent.code());
    assertEquals(Set.of(), silent.warnings());
  }

  @Test
  void theStatusIsApartFromTheSpec() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    var pools = objects.at(namespace, "Pool", "shop");
    long generation = pools.get().getMetadata().getGeneration();

    GenericKubernetesResource withStatus = pools.get();
    withStatus.setAdditionalProperty("status", Map.of("endpoints", "1/1"));
    client.resource(withStatus).update();
    assertNull(pools.get().get("status"), "an update of the object does not touch its status");

    GenericKubernetesResource changed = pools.get();
    changed.setAdditionalProperty("status", Map.of("endpoints", "2/2"));
    changed.setAdditionalProperty("spec", Map.of("algorithm", "LeastConnections"));
    client.resource(changed).updateStatus();
    assertEquals("2/2", pools.get().get("status", "endpoints"));
    assertEquals("RoundRobin", pools.get().get("spec", "algorithm"), "nor the other way round");
    assertEquals(
        generation, pools.get().getMetadata().getGeneration(), "a status is no new generation");

    GenericKubernetesResource respecified = pools.get();
    respecified.setAdditionalProperty("spec", Map.of("algorithm", "LeastConnections"));
    client.resource(respecified).update();
    assertEquals(generation + 1, pools.get().getMetadata().getGeneration());
    assertEquals("2/2", pools.get().get("status", "endpoints"));
  }

  @Test
  void anUpdateOfAnOldVersionIsAConflict() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    var pool = objects.at(namespace, "Pool", "shop");
    GenericKubernetesResource old = pool.get();
    GenericKubernetesResource newer = pool.get();
    newer.setAdditionalProperty("spec", Map.of("algorithm", "LeastConnections"));
    client.resource(newer).update();
    old.setAdditionalProperty("spec", Map.of("algorithm", "WeightedRoundRobin"));
    var e = assertThrows(KubernetesClientException.class, () -> client.resource(old).update());
    assertEquals(409, e.getCode());
    assertEquals("Conflict", e.getStatus().getReason());
  }

  @Test
  void backendsAreSelectedByTheirPool() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Backend", "a", "{pool: shop, host: 10.0.0.1, port: 80}");
    objects.create(namespace, "Backend", "b", "{pool: blog, host: 10.0.0.2, port: 80}");
    Set<String> names =
        client
            .resources(Backend.class)
            .inNamespace(namespace)
            .withField("spec.pool", "shop")
            .list()
            .getItems()
            .stream()
            .map(backend -> backend.getMetadata().getName())
            .collect(Collectors.toSet());
    assertEquals(Set.of("a"), names);
  }

  @Test
  void theColumnsAnswerTheFirstQuestion() throws Exception {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Backend", "a", "{pool: shop, host: 10.0.0.1, port: 80}");
    objects.create(
        namespace, "Route", "shop", "{hostnames: [a.example.com, b.example.com], pool: shop}");

    JsonNode backends = Raw.table(client, Raw.path(namespace, "backends"));
    assertEquals(
        List.of(
            "Name",
            "Pool",
            "Host",
            "Service",
            "Weight",
            "Endpoints",
            "Healthy",
            "Reason",
            "Age",
            "Message"),
        backends.path("columnDefinitions").findValuesAsText("name"));
    assertEquals("[\"a\",\"shop\",\"10.0.0.1\",null,100,null,null,null", cells(backends, 8));
    JsonNode routes = Raw.table(client, Raw.path(namespace, "routes"));
    assertEquals(
        "[\"shop\",\"[\\\"a.example.com\\\",\\\"b.example.com\\\"]\",\"shop\"", cells(routes, 3));
  }

  private static String cells(JsonNode table, int count) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      if (i > 0) text.append(',');
      text.append(table.path("rows").path(0).path("cells").path(i));
    }
    return text.toString();
  }
}

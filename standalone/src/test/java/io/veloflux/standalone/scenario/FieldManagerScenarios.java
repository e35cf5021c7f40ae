package io.veloflux.standalone.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Two people, or a person and a pipeline, apply parts of one object.
abstract class FieldManagerScenarios {
  private final KubeApi api;
  private final KubernetesClient client;
  private final Objects objects;

  FieldManagerScenarios(KubeApi api) {
    this.api = api;
    this.client = api.client();
    this.objects = new Objects(client);
  }

  @Test
  void eachManagerOwnsWhatItApplied() {
    String namespace = Namespaces.create(api);
    apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}");
    apply(namespace, "Pool", "tuner", false, "{timeouts: {connect: 1s}}");
    assertEquals(
        Objects.yaml("{algorithm: LeastConnections, timeouts: {connect: 1s, idle: 30s}}"),
        objects.spec(namespace, "Pool", "shop"));
    GenericKubernetesResource pool = objects.at(namespace, "Pool", "shop").get();
    assertEquals(Set.of("git", "tuner"), managers(pool));

    apply(namespace, "Pool", "tuner", false, "{}");
    assertTrue(
        objects.spec(namespace, "Pool", "shop").path("timeouts").path("connect").isMissingNode(),
        "what a manager no longer applies, and nobody else owns, is gone");
    assertEquals(
        "LeastConnections", objects.spec(namespace, "Pool", "shop").path("algorithm").asText());
  }

  @Test
  void aFieldOfAnotherManagerIsAConflictThatNamesBoth() {
    String namespace = Namespaces.create(api);
    apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}");
    var e =
        assertThrows(
            KubernetesClientException.class,
            () -> apply(namespace, "Pool", "tuner", false, "{algorithm: WeightedRoundRobin}"));
    assertEquals(409, e.getCode());
    var cause = e.getStatus().getDetails().getCauses().getFirst();
    assertEquals("FieldManagerConflict", cause.getReason());
    assertEquals(".spec.algorithm", cause.getField());
    assertEquals("conflict with \"git\"", cause.getMessage());
    assertEquals(
        "LeastConnections", objects.spec(namespace, "Pool", "shop").path("algorithm").asText());

    apply(namespace, "Pool", "tuner", true, "{algorithm: WeightedRoundRobin}");
    assertEquals(
        "WeightedRoundRobin", objects.spec(namespace, "Pool", "shop").path("algorithm").asText());
    apply(namespace, "Pool", "git", true, "{algorithm: WeightedRoundRobin}");
    apply(namespace, "Pool", "git", false, "{algorithm: WeightedRoundRobin}");
    assertEquals(
        Set.of("git", "tuner"),
        managers(objects.at(namespace, "Pool", "shop").get()),
        "equal values are shared");
  }

  @Test
  void aPatchTakesAFieldOverWithoutAsking() {
    String namespace = Namespaces.create(api);
    apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}");
    objects.patch(namespace, "Pool", "shop", "{spec: {algorithm: RoundRobin}}");
    var e =
        assertThrows(
            KubernetesClientException.class,
            () -> apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}"));
    assertEquals(409, e.getCode());
    apply(namespace, "Pool", "git", true, "{algorithm: LeastConnections}");
    assertEquals(
        "LeastConnections", objects.spec(namespace, "Pool", "shop").path("algorithm").asText());
  }

  @Test
  void conditionsAreAppliedOneByOne() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    applyStatus(namespace, "one", "Accepted");
    applyStatus(namespace, "two", "Healthy");
    GenericKubernetesResource pool = objects.at(namespace, "Pool", "shop").get();
    List<Map<String, Object>> conditions = pool.get("status", "conditions");
    assertEquals(
        Set.of("Accepted", "Healthy"),
        conditions.stream().map(c -> c.get("type")).collect(Collectors.toSet()));
    assertEquals(
        Set.of("one/status", "two/status"),
        pool.getMetadata().getManagedFields().stream()
            .filter(entry -> entry.getSubresource() != null)
            .map(entry -> entry.getManager() + "/" + entry.getSubresource())
            .collect(Collectors.toSet()));
  }

  @Test
  void applyingTheSameAgainChangesNothing() {
    String namespace = Namespaces.create(api);
    apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}");
    String version = version(namespace);
    apply(namespace, "Pool", "git", false, "{algorithm: LeastConnections}");
    assertEquals(version, version(namespace));
    objects.patch(namespace, "Pool", "shop", "{spec: {algorithm: LeastConnections}}");
    assertEquals(version, version(namespace), "nor does a patch to what it is already");
  }

  @Test
  void applyKeepsToTheVersionAndTheUidThatItNames() throws Exception {
    String path = Raw.path(Namespaces.create(api), "pools") + "/shop";
    String git = path + "?fieldManager=git";
    String foreign = "uid: 11111111-1111-1111-1111-111111111111";
    assertEquals(
        "422 PatchOptions.meta.k8s.io \"\" is invalid:"
            + " fieldManager: Required value: is required for apply patch",
        applied(path, "", "RoundRobin"));
    assertEquals(
        "409 Operation cannot be fulfilled on pools.veloflux.io \"shop\": uid mismatch: the"
            + " provided object specified uid 11111111-1111-1111-1111-111111111111, and no existing"
            + " object was found",
        applied(git, foreign, "RoundRobin"));
    assertEquals("201", applied(git, "resourceVersion: '1'", "RoundRobin"), "a new object");
    ObjectMeta pool = pool(path);
    String seen = "resourceVersion: '" + pool.getResourceVersion() + "'";
    assertEquals("200", applied(git, seen, "LeastConnections"));

    String stale =
        "409 Operation cannot be fulfilled on pools.veloflux.io \"shop\": the object has been"
            + " modified; please apply your changes to the latest version and try again";
    assertEquals(stale, applied(git, seen, "RoundRobin"));
    assertEquals(stale, applied(git + "&force=true", seen, "RoundRobin"));
    String immutable =
        "422 Pool.veloflux.io \"shop\" is invalid: metadata.uid: Invalid value:"
            + " \"11111111-1111-1111-1111-111111111111\": field is immutable";
    assertEquals(immutable, applied(git, foreign, "RoundRobin"));
    String merged = "{\"metadata\": {\"uid\": \"11111111-1111-1111-1111-111111111111\"}}";
    assertEquals(immutable, answer(Raw.patch(client, "merge", path, merged)));
    assertEquals("200", applied(git, "uid: " + pool.getUid(), "RoundRobin"));
  }

  private ObjectMeta pool(String path) {
    return client
        .getKubernetesSerialization()
        .unmarshal(client.raw(path), GenericKubernetesResource.class)
        .getMetadata();
  }

  private String applied(String path, String metadata, String algorithm) throws Exception {
    String object =
        """
        apiVersion: veloflux.io/v1alpha1
        kind: Pool
        metadata: {name: shop, %s}
        spec: {algorithm: %s}
        """
            .formatted(metadata, algorithm);
    return answer(Raw.patch(client, "apply", path, object));
  }

  private static String answer(Raw.Answer answer) {
    return (answer.code() + " " + answer.body().path("message").asText()).strip();
  }

  private String version(String namespace) {
    return objects.at(namespace, "Pool", "shop").get().getMetadata().getResourceVersion();
  }

  private void apply(String namespace, String kind, String manager, boolean force, String spec) {
    client
        .resource(Objects.object(namespace, kind, "shop", spec))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(force)
                .build());
  }

  private void applyStatus(String namespace, String manager, String type) {
    GenericKubernetesResource object = Objects.object(namespace, "Pool", "shop", "{}");
    object.getAdditionalProperties().remove("spec");
    object.setAdditionalProperty(
        "status",
        Map.of(
            "conditions",
            List.of(
                Map.of(
                    "type", type,
                    "status", "True",
                    "reason", "Tested",
                    "message", "",
                    "lastTransitionTime", "2026-01-01T00:00:00Z"))));
    client
        .resource(object)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build());
  }

  private static Set<String> managers(GenericKubernetesResource object) {
    return object.getMetadata().getManagedFields().stream()
        .map(ManagedFieldsEntry::getManager)
        .collect(Collectors.toSet());
  }
}

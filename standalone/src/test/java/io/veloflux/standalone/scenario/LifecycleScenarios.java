package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// How objects come, are watched, and go.
abstract class LifecycleScenarios {
  private final KubeApi api;
  private final KubernetesClient client;
  private final Objects objects;

  LifecycleScenarios(KubeApi api) {
    this.api = api;
    this.client = api.client();
    this.objects = new Objects(client);
  }

  @Test
  void aNamespaceTakesEverythingInItAlong() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    objects.create(namespace, "Route", "shop", "{pool: shop}");
    client.resource(configMap(namespace, "notes")).create();
    client.namespaces().withName(namespace).delete();
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertNull(client.namespaces().withName(namespace).get()));
    assertNull(objects.at(namespace, "Pool", "shop").get());
    assertNull(objects.at(namespace, "Route", "shop").get());
    assertNull(client.configMaps().inNamespace(namespace).withName("notes").get());
  }

  @Test
  void nothingIsMadeInANamespaceThatIsNotThere() {
    var e =
        assertThrows(
            KubernetesClientException.class,
            () -> objects.create(Namespaces.freshName("nowhere"), "Pool", "shop", "{}"));
    assertEquals(404, e.getCode());
  }

  @Test
  void aFinalizerHoldsAnObjectUntilItIsTakenAway() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    edit(namespace, pool -> finalizers(pool, List.of("example.com/hold")));
    objects.at(namespace, "Pool", "shop").delete();
    GenericKubernetesResource held = objects.at(namespace, "Pool", "shop").get();
    assertNotNull(held.getMetadata().getDeletionTimestamp());
    edit(namespace, pool -> finalizers(pool, List.of()));
    await()
        .atMost(10, SECONDS)
        .untilAsserted(() -> assertNull(objects.at(namespace, "Pool", "shop").get()));
  }

  @Test
  void whatAnObjectOwnsGoesWithIt() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    var pool = objects.at(namespace, "Pool", "shop").get();
    client.resource(owned(configMap(namespace, "owned"), pool)).create();
    client.resource(configMap(namespace, "free")).create();
    objects.at(namespace, "Pool", "shop").delete();
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertNull(client.configMaps().inNamespace(namespace).withName("owned").get()));
    assertNotNull(client.configMaps().inNamespace(namespace).withName("free").get());
  }

  @Test
  void anObjectOfAClusterScopedOwnerGoesWithIt() {
    String namespace = Namespaces.create(api);
    String tenant = Namespaces.freshName("owner");
    objects.create(null, "Tenant", tenant, "{}");
    client
        .resource(owned(configMap(namespace, "owned"), objects.at(null, "Tenant", tenant).get()))
        .create();
    objects.at(null, "Tenant", tenant).delete();
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertNull(client.configMaps().inNamespace(namespace).withName("owned").get()));
  }

  @Test
  void aNameIsGivenOnRequest() {
    String namespace = Namespaces.create(api);
    GenericKubernetesResource pool = Objects.object(namespace, "Pool", "x", "{}");
    pool.getMetadata().setName(null);
    pool.getMetadata().setGenerateName("shop-");
    String first = client.resource(pool).create().getMetadata().getName();
    String second = client.resource(pool).create().getMetadata().getName();
    assertEquals("shop-", first.substring(0, 5));
    assertNotEquals(first, second);
  }

  @Test
  void aNameIsTakenOnce() {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "shop", "{}");
    var e =
        assertThrows(
            KubernetesClientException.class, () -> objects.create(namespace, "Pool", "shop", "{}"));
    assertEquals(409, e.getCode());
    assertEquals("AlreadyExists", e.getStatus().getReason());
    assertEquals("pools.veloflux.io \"shop\" already exists", e.getStatus().getMessage());
  }

  @Test
  void aWatchTellsEveryChangeInOrderAndGoesOnWhereItWas() throws Exception {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Pool", "before", "{}");
    var pools =
        client.genericKubernetesResources(Objects.API_VERSION, "Pool").inNamespace(namespace);
    String from = pools.list().getMetadata().getResourceVersion();
    List<String> seen = new CopyOnWriteArrayList<>();
    String middle;
    try (var _ = pools.withResourceVersion(from).watch(new Recorder(seen))) {
      objects.create(namespace, "Pool", "shop", "{}");
      middle = objects.at(namespace, "Pool", "shop").get().getMetadata().getResourceVersion();
      objects.patch(namespace, "Pool", "shop", "{spec: {algorithm: LeastConnections}}");
      objects.at(namespace, "Pool", "shop").delete();
      List<String> all = List.of("ADDED shop", "MODIFIED shop", "DELETED shop");
      await().atMost(10, SECONDS).untilAsserted(() -> assertEquals(all, seen));
    }
    List<String> resumed = new CopyOnWriteArrayList<>();
    try (var _ = pools.withResourceVersion(middle).watch(new Recorder(resumed))) {
      List<String> rest = List.of("MODIFIED shop", "DELETED shop");
      await().atMost(10, SECONDS).untilAsserted(() -> assertEquals(rest, resumed));
    }
  }

  @Test
  void aWatchBySelectorSeesAnObjectLeave() throws Exception {
    String namespace = Namespaces.create(api);
    objects.create(namespace, "Backend", "a", "{pool: shop, host: 10.0.0.1, port: 80}");
    objects.patch(namespace, "Backend", "a", "{metadata: {labels: {tier: web}}}");
    List<String> seen = new CopyOnWriteArrayList<>();
    var backends =
        client.genericKubernetesResources(Objects.API_VERSION, "Backend").inNamespace(namespace);
    String from = backends.list().getMetadata().getResourceVersion();
    try (var _ =
        backends.withLabel("tier", "web").withResourceVersion(from).watch(new Recorder(seen))) {
      objects.patch(namespace, "Backend", "a", "{spec: {weight: 7}}");
      objects.patch(namespace, "Backend", "a", "{metadata: {labels: {tier: api}}}");
      objects.patch(namespace, "Backend", "a", "{spec: {weight: 8}}");
      objects.patch(namespace, "Backend", "a", "{metadata: {labels: {tier: web}}}");
      List<String> all = List.of("MODIFIED a", "DELETED a", "ADDED a");
      await().atMost(10, SECONDS).untilAsserted(() -> assertEquals(all, seen));
    }
  }

  private void edit(String namespace, UnaryOperator<GenericKubernetesResource> change) {
    objects.at(namespace, "Pool", "shop").edit(change);
  }

  private static GenericKubernetesResource finalizers(
      GenericKubernetesResource pool, List<String> finalizers) {
    pool.getMetadata().setFinalizers(finalizers);
    return pool;
  }

  private static ConfigMap configMap(String namespace, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .build();
  }

  private static ConfigMap owned(ConfigMap map, GenericKubernetesResource owner) {
    map.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .build()));
    return map;
  }

  private record Recorder(List<String> seen) implements Watcher<GenericKubernetesResource> {
    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      if (action != Action.BOOKMARK) seen.add(action + " " + object.getMetadata().getName());
    }

    @Override
    public void onClose(WatcherException cause) {
      seen.add("CLOSED " + cause.getMessage());
    }
  }
}

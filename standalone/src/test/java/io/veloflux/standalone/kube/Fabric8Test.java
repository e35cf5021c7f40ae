package io.veloflux.standalone.kube;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client library of the operator and the proxy, as it is.
class Fabric8Test {
  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
    server
        .client
        .resource(new NamespaceBuilder().withNewMetadata().withName("acme").endMetadata().build())
        .create();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ConfigMap configMap(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("acme")
        .endMetadata()
        .addToData("value", value)
        .build();
  }

  private String stored(String name) {
    ConfigMap found = server.client.configMaps().inNamespace("acme").withName(name).get();
    return found == null ? "" : found.getData().get("value");
  }

  @Test
  void createsReadsEditsAndDeletes() {
    ConfigMap created = server.client.resource(configMap("one", "1")).create();
    assertNotNull(created.getMetadata().getUid());
    server
        .client
        .resource(created)
        .edit(c -> new ConfigMapBuilder(c).addToData("value", "2").build());
    assertEquals("2", stored("one"));
    server.client.resource(created).delete();
    assertNull(server.client.resource(created).get());
  }

  @Test
  void refusesAnUpdateOfAnOldVersion() {
    ConfigMap created = server.client.resource(configMap("one", "1")).create();
    server.client.resource(configMap("one", "2")).update();
    ConfigMap late = new ConfigMapBuilder(created).addToData("value", "3").build();
    KubernetesClientException failure =
        assertThrows(
            KubernetesClientException.class,
            () ->
                server
                    .client
                    .resource(late)
                    .lockResourceVersion(created.getMetadata().getResourceVersion())
                    .update());
    assertEquals(409, failure.getCode());
    assertEquals("2", stored("one"));
  }

  @Test
  void appliesOnTheServer() {
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("test")
            .build();
    server.client.resource(configMap("one", "1")).patch(apply);
    server.client.resource(configMap("one", "2")).patch(apply);
    assertEquals("2", stored("one"));
  }

  @Test
  void informsAboutEveryChange() {
    try (SharedIndexInformer<ConfigMap> informer =
        server.client.configMaps().inNamespace("acme").inform()) {
      server.client.resource(configMap("one", "1")).create();
      await().until(() -> informer.getStore().list().size() == 1);
      server.client.resource(configMap("one", "2")).update();
      await()
          .until(
              () -> informer.getStore().list().getFirst().getData().equals(Map.of("value", "2")));
      server.client.configMaps().inNamespace("acme").withName("one").delete();
      await().until(() -> informer.getStore().list().isEmpty());
      assertTrue(informer.isWatching());
    }
  }
}

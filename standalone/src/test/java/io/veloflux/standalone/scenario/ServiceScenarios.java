package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.PoolConfig;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Backends that follow a Service. What counts is what the proxies are told: Kubernetes takes no
/// loopback addresses in EndpointSlices, and nothing listens on others here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceScenarios {
  private final KubeApi api;
  private Installation veloflux;

  ServiceScenarios(KubeApi api) {
    this.api = api;
  }

  @BeforeAll
  void install() {
    veloflux = new Installation(api);
  }

  @AfterAll
  void uninstall() {
    veloflux.close();
  }

  @Test
  void endpointsComeDrainAndGoWithTheSlices() {
    String tenant = veloflux.tenant("{}");
    backendOfAService(tenant);
    veloflux.awaitCondition(tenant, "Backend", "shop", "ResolvedRefs", "False");
    assertEquals(
        "False/ServiceNotFound", veloflux.condition(tenant, "Backend", "shop", "ResolvedRefs"));

    service(tenant);
    veloflux.awaitCondition(tenant, "Backend", "shop", "ResolvedRefs", "True");
    awaitEndpoints(tenant, Set.of());

    slice(tenant, "a", 8080, ready("10.1.0.1"), ready("10.1.0.2"));
    awaitEndpoints(tenant, Set.of("10.1.0.1:8080 READY", "10.1.0.2:8080 READY"));

    slice(tenant, "a", 8080, terminating("10.1.0.1", true), ready("10.1.0.2"), ready("10.1.0.3"));
    awaitEndpoints(
        tenant, Set.of("10.1.0.1:8080 DRAINING", "10.1.0.2:8080 READY", "10.1.0.3:8080 READY"));

    slice(
        tenant, "a", 8080, terminating("10.1.0.1", false), notReady("10.1.0.2"), ready("10.1.0.3"));
    awaitEndpoints(tenant, Set.of("10.1.0.3:8080 READY"));

    api.client().discovery().v1().endpointSlices().inNamespace(tenant).withName("shop-a").delete();
    awaitEndpoints(tenant, Set.of());
  }

  /// Named target ports resolve differently for each Deployment behind one Service.
  @Test
  void eachSliceHasItsOwnPortsAndNothingIsCountedTwice() {
    String tenant = veloflux.tenant("{}");
    backendOfAService(tenant);
    service(tenant);
    slice(tenant, "a", 8080, ready("10.1.0.1"));
    slice(tenant, "b", 9090, ready("10.1.0.2"));
    slice(tenant, "c", null, ready("10.1.0.3"));
    slice(tenant, "moving", 8080, ready("10.1.0.1"));
    awaitEndpoints(tenant, Set.of("10.1.0.1:8080 READY", "10.1.0.2:9090 READY"));
  }

  private void backendOfAService(String tenant) {
    veloflux.objects().create(tenant, "Pool", "shop", "{}");
    veloflux
        .objects()
        .create(tenant, "Backend", "shop", "{pool: shop, service: {name: shop, port: 80}}");
    veloflux
        .objects()
        .create(
            tenant, "Route", "shop", "{hostnames: [%s.example.com], pool: shop}".formatted(tenant));
  }

  private void service(String tenant) {
    api.client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withNamespace(tenant)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withNewTargetPort("web")
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private void slice(String tenant, String name, Integer port, Endpoint... endpoints) {
    EndpointSlice slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withName("shop-" + name)
            .withNamespace(tenant)
            .addToLabels("kubernetes.io/service-name", "shop")
            .endMetadata()
            .withAddressType("IPv4")
            .withEndpoints(endpoints)
            .build();
    if (port != null) {
      slice =
          new EndpointSliceBuilder(slice)
              .addNewPort()
              .withName("http")
              .withPort(port)
              .withProtocol("TCP")
              .endPort()
              .build();
    }
    api.client().resource(slice).forceConflicts().serverSideApply();
  }

  private static Endpoint ready(String address) {
    return endpoint(address, true, true, false);
  }

  private static Endpoint notReady(String address) {
    return endpoint(address, false, false, false);
  }

  /// @param serving whether it still answers
  private static Endpoint terminating(String address, boolean serving) {
    return endpoint(address, false, serving, true);
  }

  private static Endpoint endpoint(
      String address, boolean ready, boolean serving, boolean terminating) {
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(ready)
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .build();
  }

  private void awaitEndpoints(String tenant, Set<String> endpoints) {
    await().atMost(30, SECONDS).untilAsserted(() -> assertEquals(endpoints, endpoints(tenant)));
  }

  /// As `address:port state`
  private Set<String> endpoints(String tenant) throws ConfigException {
    ConfigMap published =
        api.client()
            .configMaps()
            .inNamespace(OperatorSettings.NAMESPACE)
            .withName("config-" + tenant)
            .require();
    Parcel parcel =
        new Parcel(
            published.getMetadata().getAnnotations(),
            Parcel.PLAIN,
            published.getData().get(Parcel.PLAIN));
    PoolConfig pool = parcel.unpack().pools().getFirst();
    return pool.endpoints().stream()
        .map(e -> e.authority() + " " + e.state())
        .collect(Collectors.toSet());
  }
}

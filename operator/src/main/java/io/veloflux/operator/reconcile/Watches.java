package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.reconcile.TenantWatch.Hook;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Everything that is read of the API server, kept up to date.
///
/// - Changes of a status alone are no events: only the operator writes those.
/// - Services and their endpoints are watched in all namespaces, since tenants come and go, but
///   slim, and only those that some Backend follows are events.
/// - Namespaces and configurations are only those that are labelled as ours.
final class Watches {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String BY_SERVICE = "service";

  final TenantWatch<LoadBalancer> loadBalancers;
  final TenantWatch<Pool> pools;
  final TenantWatch<Backend> backends;
  final TenantWatch<Route> routes;
  final TenantWatch<Service> services;
  final TenantWatch<EndpointSlice> endpointSlices;
  final TenantWatch<Namespace> namespaces;
  final TenantWatch<ConfigMap> configMaps;
  private final EventSourceContext<Tenant> context;
  private final Predicate<String> isTenant;

  /// @param namespace of the fleet
  /// @param isTenant whether there is a Tenant of that name, as far as it is known already: a new
  ///   one is read anyway
  /// @param asWanted whether a ConfigMap is what was just made of it, so that it is no event
  /// @param hook called on every event of a custom resource
  Watches(
      EventSourceContext<Tenant> context,
      String namespace,
      String fleet,
      Predicate<String> isTenant,
      Predicate<ConfigMap> asWanted,
      Hook<HasMetadata> hook) {
    this.isTenant = isTenant;
    this.context = context;
    loadBalancers = ours(LoadBalancer.class, hook);
    pools = ours(Pool.class, hook);
    backends = ours(Backend.class, hook);
    backends.addIndexer(BY_SERVICE, Watches::followedService);
    routes = ours(Route.class, hook);
    services =
        watch(
            configuration(Service.class, Watches::slim)
                .withOnUpdateFilter(
                    (now, before) -> !Objects.equals(now.getSpec(), before.getSpec()))
                .withSecondaryToPrimaryMapper(
                    s -> ifFollowed(namespaceOf(s), s.getMetadata().getName()))
                .withWatchAllNamespaces(),
            Watches::namespaceOf,
            Hook.none());
    endpointSlices =
        watch(
            configuration(EndpointSlice.class, Watches::slim)
                .withLabelSelector(SERVICE_NAME)
                .withOnUpdateFilter(Watches::differs)
                .withSecondaryToPrimaryMapper(
                    s -> ifFollowed(namespaceOf(s), label(s, SERVICE_NAME)))
                .withWatchAllNamespaces(),
            Watches::namespaceOf,
            Hook.none());
    namespaces =
        watch(
            configuration(Namespace.class, _ -> {})
                .withLabelSelector(Labels.TENANT)
                .withSecondaryToPrimaryMapper(n -> ifTenant(n.getMetadata().getName())),
            n -> n.getMetadata().getName(),
            Hook.none());
    configMaps =
        watch(
            configuration(ConfigMap.class, _ -> {})
                .withLabelSelector(Labels.FLEET + "=" + fleet)
                .withNamespaces(Set.of(namespace))
                .withOnAddFilter(now -> !asWanted.test(now))
                .withOnUpdateFilter((now, _) -> !asWanted.test(now))
                .withSecondaryToPrimaryMapper(c -> ifTenant(label(c, Labels.TENANT))),
            c -> label(c, Labels.TENANT),
            Hook.none());
  }

  List<TenantWatch<?>> all() {
    return List.of(
        loadBalancers, pools, backends, routes, services, endpointSlices, namespaces, configMaps);
  }

  /// Whether everything was read once: before that, what is missing says nothing.
  boolean haveSynced() {
    return all().stream().allMatch(TenantWatch::hasSynced);
  }

  private <T extends CustomResource<?, ?>> TenantWatch<T> ours(
      Class<T> kind, Hook<HasMetadata> hook) {
    OnUpdateFilter<T> filter =
        (now, before) ->
            !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid())
                || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels());
    return watch(
        configuration(kind, (Consumer<T>) _ -> {})
            .withOnUpdateFilter(filter)
            .withSecondaryToPrimaryMapper(o -> ifTenant(namespaceOf(o)))
            .withWatchAllNamespaces(),
        Watches::namespaceOf,
        new Hook<>() {
          @Override
          public void exists(String tenant, T object) {
            hook.exists(tenant, object);
          }

          @Override
          public void gone(String tenant, T object, boolean inferred) {
            hook.gone(tenant, object, inferred);
          }
        });
  }

  private <T extends HasMetadata> TenantWatch<T> watch(
      InformerEventSourceConfiguration.Builder<T> configuration,
      TenantWatch.TenantOf<T> tenantOf,
      Hook<T> hook) {
    return new TenantWatch<>(configuration.build(), context, tenantOf, hook);
  }

  private static <T extends HasMetadata> InformerEventSourceConfiguration.Builder<T> configuration(
      Class<T> kind, Consumer<T> slim) {
    return InformerEventSourceConfiguration.from(kind, Tenant.class)
        .withName(kind.getSimpleName())
        .withItemStore(new SlimStore<>(slim))
        .withPrimaryToSecondaryMapper((Tenant _) -> Set.of());
  }

  private Set<ResourceID> ifTenant(String name) {
    return isTenant.test(name) ? Set.of(new ResourceID(name)) : Set.of();
  }

  private Set<ResourceID> ifFollowed(String namespace, String service) {
    return backends.byIndex(BY_SERVICE, namespace + "/" + service).isEmpty()
        ? Set.of()
        : ifTenant(namespace);
  }

  private static List<String> followedService(Backend backend) {
    Backend.Spec spec = backend.getSpec();
    if (spec == null || spec.service() == null || spec.service().name() == null) return List.of();
    return List.of(namespaceOf(backend) + "/" + spec.service().name());
  }

  private static boolean differs(EndpointSlice now, EndpointSlice before) {
    return !Objects.equals(now.getEndpoints(), before.getEndpoints())
        || !Objects.equals(now.getPorts(), before.getPorts())
        || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }

  private static void slim(Service service) {
    service.setStatus(null);
    service.getMetadata().setAnnotations(new TreeMap<>());
  }

  private static void slim(EndpointSlice slice) {
    slice.getMetadata().setAnnotations(new TreeMap<>());
    slice.getMetadata().setOwnerReferences(null);
    if (slice.getEndpoints() == null) return;
    slice
        .getEndpoints()
        .forEach(endpoint -> {
          endpoint.setTargetRef(null);
          endpoint.setHints(null);
          endpoint.setNodeName(null);
          endpoint.setDeprecatedTopology(null);
        });
  }

  private static String namespaceOf(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return namespace == null ? "" : namespace;
  }

  private static String label(HasMetadata object, String name) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(name, "");
  }
}

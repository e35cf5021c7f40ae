package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.veloflux.crd.Tenant;
import java.util.List;

/// The watch of one kind, read by tenant.
final class TenantWatch<T extends HasMetadata> extends InformerEventSource<T, Tenant> {
  private static final String BY_TENANT = "tenant";

  private final TenantOf<T> tenantOf;
  private final Hook<T> hook;

  TenantWatch(
      InformerEventSourceConfiguration<T> configuration,
      EventSourceContext<Tenant> context,
      TenantOf<T> tenantOf,
      Hook<T> hook) {
    super(configuration, context);
    this.tenantOf = tenantOf;
    this.hook = hook;
    addIndexer(BY_TENANT, object -> List.of(tenantOf.tenant(object)));
  }

  /// All objects of a tenant, not to be changed.
  List<T> of(String tenant) {
    return byIndex(BY_TENANT, tenant);
  }

  boolean hasSynced() {
    return !informerHealthIndicators().isEmpty()
        && informerHealthIndicators().values().stream().allMatch(i -> i.hasSynced());
  }

  @Override
  public void onAdd(T object) {
    hook.exists(tenantOf.tenant(object), object);
    super.onAdd(object);
  }

  @Override
  public void onUpdate(T before, T now) {
    hook.exists(tenantOf.tenant(now), now);
    super.onUpdate(before, now);
  }

  @Override
  public synchronized void onDelete(T object, boolean inferred) {
    hook.gone(tenantOf.tenant(object), object, inferred);
    super.onDelete(object, inferred);
  }

  /// The tenant that an object belongs to, if there is such a tenant.
  interface TenantOf<T> {
    String tenant(T object);
  }

  /// Called on every event after the object can be read here, and before its tenant is reconciled.
  interface Hook<T> {
    void exists(String tenant, T object);

    /// @param inferred nobody said that it was deleted: it is not listed any more
    void gone(String tenant, T object, boolean inferred);

    /// Does nothing.
    static <T> Hook<T> none() {
      return new Hook<>() {
        @Override
        public void exists(String tenant, T object) {}

        @Override
        public void gone(String tenant, T object, boolean inferred) {}
      };
    }
  }
}

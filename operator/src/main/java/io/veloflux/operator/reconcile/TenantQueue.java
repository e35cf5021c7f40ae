package io.veloflux.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.veloflux.crd.Tenant;
import java.util.Set;
import java.util.function.Consumer;

/// Lets others than the API server say that a tenant needs another pass, and tells them what
/// happens to Tenants.
final class TenantQueue extends AbstractEventSource<Tenant, Tenant>
    implements ResourceEventAware<Tenant> {
  private final Consumer<Tenant> changed;
  private final Consumer<Tenant> deleted;

  /// @param changed called with each new or changed Tenant, before it is reconciled
  /// @param deleted called with each deleted one, which is not reconciled any more
  TenantQueue(Consumer<Tenant> changed, Consumer<Tenant> deleted) {
    super(Tenant.class, "tenant-queue");
    this.changed = changed;
    this.deleted = deleted;
  }

  void enqueue(String tenant) {
    EventHandler handler = getEventHandler();
    if (handler != null) handler.handleEvent(new Event(new ResourceID(tenant)));
  }

  @Override
  public void onResourceCreated(Tenant tenant) {
    changed.accept(tenant);
  }

  @Override
  public void onResourceUpdated(Tenant now, Tenant before) {
    changed.accept(now);
  }

  @Override
  public void onResourceDeleted(Tenant tenant) {
    deleted.accept(tenant);
  }

  @Override
  public Set<Tenant> getSecondaryResources(Tenant primary) {
    return Set.of();
  }
}

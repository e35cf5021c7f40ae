package io.veloflux.proxy.runtime;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that this proxy serves, at one moment. Immutable; swapped by one reference.
public final class Snapshot {
  public static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of());

  private final Map<String, TenantPart> tenants;
  private final Map<Integer, Router> routers;

  Snapshot(Map<String, TenantPart> tenants, Map<Integer, Router> routers) {
    this.tenants = tenants;
    this.routers = routers;
  }

  /// @return `null` for a port that nobody listens on any more
  public @Nullable Router router(int bindPort) {
    return routers.get(bindPort);
  }

  public Set<Integer> bindPorts() {
    return routers.keySet();
  }

  /// By name, in the order of the names.
  public Map<String, TenantPart> tenants() {
    return tenants;
  }

  Map<Integer, Router> routers() {
    return routers;
  }
}

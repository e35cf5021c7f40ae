package io.veloflux.proxy.runtime;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that this proxy serves, at one moment. Immutable; swapped by one reference.
public final class Snapshot {
  public static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of());

  private final Map<String, TenantPart> tenants;
  private final Map<Integer, Router> routers;

  /// Ascending, and the routers in the same order: asked several times for each request.
  private final int[] ports;

  private final Router[] byPort;

  Snapshot(Map<String, TenantPart> tenants, Map<Integer, Router> routers) {
    this.tenants = tenants;
    this.routers = routers;
    this.ports = routers.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    this.byPort = new Router[ports.length];
    for (int i = 0; i < ports.length; i++)
      byPort[i] = Objects.requireNonNull(routers.get(ports[i]));
  }

  /// @return `null` for a port that nobody listens on any more
  public @Nullable Router router(int bindPort) {
    int found = Arrays.binarySearch(ports, bindPort);
    return found < 0 ? null : byPort[found];
  }

  public Set<Integer> bindPorts() {
    return routers.keySet();
  }

  /// @return what it is now, or itself when it is not served any more
  public Pool latest(Pool pool) {
    TenantPart part = tenants.get(pool.tenant());
    return part == null ? pool : part.pools().getOrDefault(pool.id(), pool);
  }

  /// By name, in the order of the names.
  public Map<String, TenantPart> tenants() {
    return tenants;
  }

  Map<Integer, Router> routers() {
    return routers;
  }
}

package io.veloflux.proxy.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one proxy says of itself. Equal states have equal revisions, whatever proxy says them.
///
/// @param proxy its name: the pod's, or host and port
/// @param ready serves a complete snapshot and does not drain
/// @param stale serves a last good copy from disk, since the control plane is away
public record ProxyState(
    String proxy, boolean ready, boolean draining, boolean stale, List<TenantState> tenants) {
  public ProxyState {
    proxy = proxy == null ? "" : proxy;
    tenants = tenants == null ? List.of() : List.copyOf(tenants);
  }

  /// @param hash of the configuration that is served for the tenant; `""` when none is
  /// @param refused what was offered last and could not be served, or `null`
  public record TenantState(
      String tenant, String hash, @Nullable Refused refused, List<PoolState> pools) {
    public TenantState {
      tenant = tenant == null ? "" : tenant;
      hash = hash == null ? "" : hash;
      pools = pools == null ? List.of() : List.copyOf(pools);
    }
  }

  /// @param reason a sentence for the person who wrote the configuration
  public record Refused(String hash, String reason) {
    public Refused {
      hash = hash == null ? "" : hash;
      reason = reason == null ? "" : reason;
    }
  }

  /// Only pools that are checked are reported: elsewhere every endpoint counts as healthy.
  public record PoolState(String pool, List<EndpointState> endpoints) {
    public PoolState {
      pool = pool == null ? "" : pool;
      endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    }
  }

  /// @param backend name of the Backend that the endpoint comes from
  /// @param endpoint `host:port`
  /// @param reason of the last failed check, `""` when healthy
  public record EndpointState(String backend, String endpoint, boolean healthy, String reason) {
    public EndpointState {
      backend = backend == null ? "" : backend;
      endpoint = endpoint == null ? "" : endpoint;
      reason = reason == null ? "" : reason;
    }
  }
}

package io.veloflux.proxy.config;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Everything one tenant's proxies need to serve its traffic. Holds no secrets and no timestamps.
///
/// @param schema what a reader must understand, [#SCHEMA]; a proxy refuses a larger number
/// @param listeners those of equal `bindPort` share a socket, also with those of other tenants
public record ProxyConfig(
    int schema,
    String tenant,
    List<ListenerConfig> listeners,
    List<RouteConfig> routes,
    List<PoolConfig> pools) {

  public static final int SCHEMA = 1;

  public ProxyConfig {
    tenant = Values.text(tenant);
    listeners = Values.copy(listeners); // absent in JSON means empty, never null
    routes = Values.copy(routes);
    pools = Values.copy(pools);
  }

  /// Names of all entries of the TLS Secret that listeners show, sorted.
  public SortedSet<String> certificates() {
    SortedSet<String> names = new TreeSet<>();
    for (ListenerConfig listener : listeners) {
      if (listener.security() instanceof Security.Terminate terminate) {
        names.addAll(terminate.certificates());
      }
    }
    return names;
  }
}

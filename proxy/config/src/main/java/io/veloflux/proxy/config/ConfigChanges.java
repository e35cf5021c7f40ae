package io.veloflux.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What makes one configuration of a tenant to another: a change of one route in 3,000 is a few
/// hundred bytes of these.
///
/// They say what becomes of routes, pools and the hosts of listeners; [#between] answers `null`
/// where anything else differs.
///
/// @param schema as in [ProxyConfig]
/// @param hosts by the listener's place, for those whose hosts change
record ConfigChanges(
    int schema,
    List<Splice<RouteConfig>> routes,
    List<Splice<PoolConfig>> pools,
    Map<Integer, List<Splice<HostConfig>>> hosts) {
  ConfigChanges {
    routes = Values.copy(routes);
    pools = Values.copy(pools);
    hosts =
        hosts == null
            ? Map.of()
            : new TreeMap<>(hosts); // sorted, so that equal ones are equal bytes
  }

  boolean isEmpty() {
    return routes.isEmpty() && pools.isEmpty() && hosts.isEmpty();
  }

  static @Nullable ConfigChanges between(ProxyConfig before, ProxyConfig after) {
    if (before.listeners().size() != after.listeners().size()) return null;
    Map<Integer, List<Splice<HostConfig>>> hosts = new TreeMap<>();
    for (int i = 0; i < after.listeners().size(); i++) {
      List<Splice<HostConfig>> splices =
          Splice.between(
              hosts(before.listeners().get(i)),
              hosts(after.listeners().get(i)),
              HostConfig::hostname);
      if (!splices.isEmpty()) hosts.put(i, splices);
    }
    ConfigChanges changes =
        new ConfigChanges(
            after.schema(),
            Splice.between(before.routes(), after.routes(), RouteConfig::id),
            Splice.between(before.pools(), after.pools(), PoolConfig::id),
            hosts);
    try {
      return changes.applyTo(before).equals(after) ? changes : null;
    } catch (ConfigException _) {
      return null; // not what this was made for: the whole says it
    }
  }

  /// @throws ConfigException if they are not changes of this configuration
  ProxyConfig applyTo(ProxyConfig before) throws ConfigException {
    List<ListenerConfig> listeners = new ArrayList<>(before.listeners());
    for (Map.Entry<Integer, List<Splice<HostConfig>>> entry : hosts.entrySet()) {
      int place = entry.getKey();
      if (place < 0 || place >= listeners.size())
        throw new ConfigException("changes of listener %d, which there is not".formatted(place));
      ListenerConfig listener = listeners.get(place);
      listeners.set(place, with(listener, Splice.apply(entry.getValue(), hosts(listener))));
    }
    return new ProxyConfig(
        schema,
        before.tenant(),
        listeners,
        Splice.apply(routes, before.routes()),
        Splice.apply(pools, before.pools()));
  }

  private static List<HostConfig> hosts(ListenerConfig listener) {
    return switch (listener.traffic()) {
      case Traffic.Http(List<HostConfig> hosts) -> hosts;
    };
  }

  private static ListenerConfig with(ListenerConfig listener, List<HostConfig> hosts) {
    Traffic traffic =
        switch (listener.traffic()) {
          case Traffic.Http _ -> new Traffic.Http(hosts);
        };
    return new ListenerConfig(
        listener.name(),
        listener.bindPort(),
        listener.port(),
        listener.hostname(),
        listener.security(),
        traffic,
        listener.limits(),
        listener.clientAddress());
  }
}

package io.veloflux.operator.status;

import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which part of a configuration says what one object asks for. Two parts are equal when a proxy
/// that serves the one does for the object all that the other asks.
///
/// - A Route's part holds its places on listeners and whether its pools have endpoints at all:
///   `Programmed` of a Route means that requests get through. Which endpoints these are is not in
///   it, or rolling pods would unsettle every Route.
/// - A Backend's part is its endpoints. The Tenant's part is everything.
final class ServedParts {
  private ServedParts() {}

  static Map<ObjectKey, Object> of(ProxyConfig config) {
    Map<ObjectKey, List<Object>> parts = new HashMap<>();
    Map<String, Boolean> poolHasEndpoints = new HashMap<>();
    for (PoolConfig pool : config.pools()) {
      poolHasEndpoints.put(pool.id(), !pool.endpoints().isEmpty());
      add(parts, key("Pool", pool.id()), withoutEndpoints(pool), !pool.endpoints().isEmpty());
      for (EndpointConfig endpoint : pool.endpoints()) {
        add(
            parts,
            new ObjectKey("Backend", config.tenant(), endpoint.backend()),
            pool.id(),
            endpoint);
      }
    }
    for (RouteConfig route : config.routes()) {
      ObjectKey key = key("Route", route.id());
      add(parts, key, route);
      for (RouteConfig.Target target : route.targets()) {
        switch (target.action()) {
          case Action.Forward(String pool) ->
              add(parts, key, poolHasEndpoints.getOrDefault(pool, false));
          case Action.Reject _ -> {}
        }
      }
    }
    for (ListenerConfig listener : config.listeners()) {
      add(parts, key("LoadBalancer", listener.name()), withoutTraffic(listener));
      switch (listener.traffic()) {
        case Traffic.Http(List<HostConfig> hosts) -> {
          for (HostConfig host : hosts) {
            for (MatchConfig match : host.matches()) {
              add(parts, key("Route", match.route()), listener.name(), host.hostname(), match);
            }
          }
        }
      }
    }
    Map<ObjectKey, Object> result = new HashMap<>(parts);
    result.put(new ObjectKey("Tenant", "", config.tenant()), config);
    return result;
  }

  private static void add(Map<ObjectKey, List<Object>> parts, ObjectKey key, Object... what) {
    parts.computeIfAbsent(key, _ -> new ArrayList<>(4)).addAll(List.of(what));
  }

  /// @param id `kind/NAMESPACE/NAME` and perhaps more
  private static ObjectKey key(String kind, String id) {
    String[] parts = id.split("/", 4);
    return new ObjectKey(kind, parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : id);
  }

  private static PoolConfig withoutEndpoints(PoolConfig pool) {
    return new PoolConfig(
        pool.id(),
        pool.algorithm(),
        pool.check(),
        pool.connectMillis(),
        pool.idleMillis(),
        List.of());
  }

  private static ListenerConfig withoutTraffic(ListenerConfig listener) {
    return new ListenerConfig(
        listener.name(),
        listener.bindPort(),
        listener.port(),
        listener.hostname(),
        listener.security(),
        new Traffic.Http(List.of()),
        listener.limits(),
        listener.clientAddress());
  }
}

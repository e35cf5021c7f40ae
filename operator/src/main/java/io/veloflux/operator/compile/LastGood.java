package io.veloflux.operator.compile;

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
import org.jspecify.annotations.Nullable;

/// The parts of the configuration that is served now, by the object they came from: what an object
/// that breaks a rule keeps serving.
///
/// Each index is made when first asked for, since most compilations ask for none.
final class LastGood {
  /// @param host as it stands in the listener
  record Place(String listener, String host, MatchConfig match) {}

  /// @param pool [PoolConfig#id]
  record Member(String pool, EndpointConfig endpoint) {}

  private final @Nullable ProxyConfig previous;
  private @Nullable Map<String, List<ListenerConfig>> listeners;
  private @Nullable Map<String, List<Place>> places;
  private @Nullable Map<String, RouteConfig> routes;
  private @Nullable Map<String, PoolConfig> pools;
  private @Nullable Map<String, List<Member>> members;

  LastGood(@Nullable ProxyConfig previous) {
    this.previous = previous;
  }

  /// Whether the tenant's requests are refused now; also true when nothing is served yet.
  boolean suspended() {
    if (previous == null || previous.routes().isEmpty()) return true;
    return previous.routes().stream()
        .anyMatch(route -> route.admission().contains(Compiler.SUSPENDED));
  }

  /// @param loadBalancer `loadbalancer/NAMESPACE/NAME`
  List<ListenerConfig> listeners(String loadBalancer) {
    if (listeners == null) {
      listeners = new HashMap<>();
      for (ListenerConfig listener : previousListeners()) {
        int end = listener.name().lastIndexOf('/');
        String key = end < 0 ? listener.name() : listener.name().substring(0, end);
        add(listeners, key, listener);
      }
    }
    return listeners.getOrDefault(loadBalancer, List.of());
  }

  @Nullable RouteConfig route(String id) {
    if (routes == null) {
      routes = new HashMap<>();
      if (previous != null)
        for (RouteConfig route : previous.routes()) routes.put(route.id(), route);
    }
    return routes.get(id);
  }

  /// Where requests come into a route now.
  List<Place> places(String route) {
    if (places == null) {
      places = new HashMap<>();
      for (ListenerConfig listener : previousListeners()) {
        if (!(listener.traffic() instanceof Traffic.Http http)) continue;
        for (HostConfig host : http.hosts()) {
          for (MatchConfig match : host.matches()) {
            add(places, match.route(), new Place(listener.name(), host.hostname(), match));
          }
        }
      }
    }
    return places.getOrDefault(route, List.of());
  }

  @Nullable PoolConfig pool(String id) {
    if (pools == null) {
      pools = new HashMap<>();
      if (previous != null) for (PoolConfig pool : previous.pools()) pools.put(pool.id(), pool);
    }
    return pools.get(id);
  }

  /// The endpoints that a Backend gives now, in whatever pool.
  List<Member> members(String backend) {
    if (members == null) {
      members = new HashMap<>();
      if (previous != null) {
        for (PoolConfig pool : previous.pools()) {
          for (EndpointConfig endpoint : pool.endpoints()) {
            add(members, endpoint.backend(), new Member(pool.id(), endpoint));
          }
        }
      }
    }
    return members.getOrDefault(backend, List.of());
  }

  private List<ListenerConfig> previousListeners() {
    return previous == null ? List.of() : previous.listeners();
  }

  private static <T> void add(Map<String, List<T>> to, String key, T value) {
    to.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
  }
}

package io.veloflux.operator.compile;

import io.veloflux.crd.Reasons;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Gives ports to listeners: the older LoadBalancer first, and the tenant with the oldest claim.
///
/// LoadBalancers of one tenant may share a port as long as their hostnames differ.
final class Ports {
  /// The one shared port on which TLS is spoken.
  private static final int HTTPS = 443;

  private final FleetSettings fleet;
  private final Claims claims;
  private final TenantClaims own;
  private final Map<Map.Entry<Integer, String>, String> taken = new HashMap<>();
  private final Map<Integer, ListenerDraft> first = new HashMap<>();

  Ports(FleetSettings fleet, Claims claims, TenantClaims own) {
    this.fleet = fleet;
    this.claims = claims;
    this.own = own;
  }

  /// @param loadBalancers oldest first
  void open(List<LoadBalancerDraft> loadBalancers) {
    loadBalancers.forEach(this::open);
  }

  private void open(LoadBalancerDraft loadBalancer) {
    Judgement judgement = loadBalancer.judgement();
    int open = 0;
    for (ListenerDraft listener : loadBalancer.listeners()) {
      String obstacle = listener.isShared() ? sharedObstacle(listener) : obstacle(listener);
      if (obstacle.isEmpty()) obstacle = take(listener, loadBalancer.age().name());
      if (obstacle.isEmpty()) {
        listener.open();
        open++;
      } else {
        judgement.refuse(
            Reasons.PORT_UNAVAILABLE, "listener '" + listener.name() + "': " + obstacle);
      }
    }
    if (open > 0 && open < loadBalancer.listeners().size()) judgement.partlyServed();
  }

  private String sharedObstacle(ListenerDraft listener) {
    if (listener.bindPort() != 0 && listener.isSecure() != (listener.port() == HTTPS)) {
      return "port %d is shared with other tenants and is for protocol %s; make a LoadBalancer of your own for another one"
          .formatted(listener.port(), listener.isSecure() ? "HTTP" : "HTTPS");
    }
    return listener.bindPort() != 0
        ? ""
        : "the default LoadBalancer can have the ports %s; make a LoadBalancer of your own for port %d"
            .formatted(sharedPorts(), listener.port());
  }

  private String sharedPorts() {
    return fleet.sharedPorts().keySet().stream()
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private String obstacle(ListenerDraft listener) {
    int port = listener.bindPort();
    if (fleet.sharedPorts().containsValue(port) || fleet.reservedPorts().contains(port)) {
      return "port %d belongs to the proxies themselves; choose another one".formatted(port);
    }
    if (!claims.owns(own, port)) return "port %d is taken; choose another one".formatted(port);
    return "";
  }

  private String take(ListenerDraft listener, String loadBalancer) {
    ListenerDraft other = first.getOrDefault(listener.bindPort(), listener);
    if (other.isSecure() != listener.isSecure()) {
      return "another listener of yours has port %d for protocol %s; choose another port"
          .formatted(listener.port(), other.isSecure() ? "HTTPS" : "HTTP");
    }
    first.put(listener.bindPort(), other);
    String holder =
        taken.putIfAbsent(Map.entry(listener.bindPort(), listener.hostname()), loadBalancer);
    return holder == null
        ? ""
        : "LoadBalancer '%s' has port %d for the same hostname; choose another port or hostname"
            .formatted(holder, listener.port());
  }
}

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
  private final FleetSettings fleet;
  private final Claims claims;
  private final TenantClaims own;
  private final Map<Map.Entry<Integer, String>, String> taken = new HashMap<>();

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
    String holder =
        taken.putIfAbsent(Map.entry(listener.bindPort(), listener.hostname()), loadBalancer);
    return holder == null
        ? ""
        : "LoadBalancer '%s' has port %d for the same hostname; choose another port or hostname"
            .formatted(holder, listener.port());
  }
}

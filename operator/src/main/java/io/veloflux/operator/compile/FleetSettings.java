package io.veloflux.operator.compile;

import java.util.Map;
import java.util.Set;

/// What compile must know of the proxies that serve a tenant.
///
/// @param sharedPorts listener port of default LoadBalancers → port that the proxies open, such as
///   80 → 10080
/// @param reservedPorts that no LoadBalancer may open: the proxies use them themselves, such as
///   9901
public record FleetSettings(Map<Integer, Integer> sharedPorts, Set<Integer> reservedPorts) {
  public FleetSettings {
    sharedPorts = Map.copyOf(sharedPorts);
    reservedPorts = Set.copyOf(reservedPorts);
  }

  public FleetSettings(Map<Integer, Integer> sharedPorts) {
    this(sharedPorts, Set.of());
  }
}

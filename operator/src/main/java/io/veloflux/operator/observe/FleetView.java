package io.veloflux.operator.observe;

import java.util.List;

/// What is known of the fleet at one moment.
///
/// @param settled `false` in the first seconds, while some proxies have not answered and may yet:
///   then nothing should be concluded from who is missing
/// @param ready those that serve traffic, by name; one that stopped answering is not among them
public record FleetView(boolean settled, List<ObservedProxy> ready) {
  public FleetView {
    ready = List.copyOf(ready);
  }
}

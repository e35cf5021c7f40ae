package io.veloflux.operator.observe;

import java.util.Set;

/// Told that a [FleetView] taken from now on may differ. Called by the observer's threads; must not
/// block.
public interface FleetListener {
  /// A proxy says something new about these tenants and nothing new about the others.
  void tenantsChanged(Set<String> tenants);

  /// A proxy came, went, or became ready or unready: it matters to every tenant.
  void fleetChanged();
}

package io.veloflux.proxy.runtime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A listener with what it serves, ready to be put behind its port together with those of other
/// tenants.
///
/// @param hosts by hostname pattern
record BoundListener(Listener listener, HostPattern hostname, Map<String, HostMatches> hosts) {
  BoundListener(Listener listener, Map<String, HostMatches> hosts) {
    this(listener, new HostPattern(listener.hostname()), hosts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other; // identity tells whether a port's router is still right
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}

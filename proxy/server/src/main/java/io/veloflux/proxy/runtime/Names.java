package io.veloflux.proxy.runtime;

import java.util.Collection;

/// Finds the addresses of endpoints that are configured by name.
public interface Names {
  /// @param endpoints all whose host is a name
  ///
  ///   For those without an address: waits until they have one or it takes too long. Then keeps all
  ///   of them up to date and forgets those of earlier calls.
  void resolve(Collection<Endpoint> endpoints);
}

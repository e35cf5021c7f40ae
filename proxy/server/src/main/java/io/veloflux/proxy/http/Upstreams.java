package io.veloflux.proxy.http;

import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;

/// Where attempts get their connections from. Event loop only.
public interface Upstreams {
  /// @param fresh whether only a new connection will do
  /// @param attempt called back after this method returned, never before
  Upstream open(Pool pool, Endpoint endpoint, boolean fresh, Upstream.Attempt attempt);
}

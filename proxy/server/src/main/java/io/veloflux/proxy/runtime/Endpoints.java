package io.veloflux.proxy.runtime;

import java.util.HashMap;
import java.util.Map;

/// All endpoints that are alive. Used by the one thread that builds snapshots.
final class Endpoints {
  private final Map<Endpoint.Key, Endpoint> alive = new HashMap<>();

  /// The living one, else a new one.
  Endpoint of(Endpoint.Key key, String authority) {
    Endpoint known = alive.get(key);
    if (known != null) return known;
    Endpoint endpoint = new Endpoint(key, authority);
    alive.put(key, endpoint);
    return endpoint;
  }

  /// No snapshot has it any more, or none ever had.
  void retire(Endpoint endpoint) {
    if (alive.remove(endpoint.key(), endpoint)) endpoint.retire();
  }
}

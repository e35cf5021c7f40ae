package io.veloflux.proxy.runtime;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All endpoints that are alive. One thread at a time builds snapshots and thereby uses it; anyone
/// may look at [#all].
final class Endpoints {
  private final Map<Endpoint.Key, Endpoint> alive = new HashMap<>();
  private volatile List<Endpoint> all = List.of();

  /// The living one, else a new one: with its address if it is configured as one, else not resolved
  /// yet.
  Endpoint of(Endpoint.Key key, String authority) {
    Endpoint known = alive.get(key);
    if (known != null) return known;
    Endpoint endpoint = new Endpoint(key, authority);
    if (isLiteral(key.host())) endpoint.movedTo(InetAddress.ofLiteral(key.host()));
    alive.put(key, endpoint);
    return endpoint;
  }

  static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Retires what no snapshot has any more, what was made for a snapshot that did not come to be
  /// included.
  void keepOnly(Collection<Endpoint> used) {
    Set<Endpoint> kept = new HashSet<>(used);
    alive
        .values()
        .removeIf(endpoint -> {
          if (kept.contains(endpoint)) return false;
          endpoint.retire();
          return true;
        });
    all = List.copyOf(alive.values());
  }

  List<Endpoint> all() {
    return all;
  }
}

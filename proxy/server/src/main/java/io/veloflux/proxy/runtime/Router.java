package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request that came in on one port.
///
/// 1. The tenant, where several share the port: the one with the most specific host that covers the
///    request's. So a listener's hostname alone takes nothing away from other tenants.
/// 2. Of its listeners the one with the most specific hostname that covers it: exact, longest
///    wildcard, any.
/// 3. In that listener, and never in another: hosts from the most specific on, and the first match
///    of a host that holds. A host without one passes on to the next less specific host.
///
/// Which patterns hold for a name depends on the most specific of them alone: whoever has `x.a.b`
/// also has `*.a.b`, `*.b` and any. So all but the matches is decided when the router is built, for
/// each pattern, and a request is one look-up of its host, then of its path: the cost does not
/// depend on how many routes there are.
///
/// Immutable; any thread may use it; no allocation for a request.
public final class Router {
  private static final class Way {
    /// Of one listener, most specific first.
    final HostMatches[] hosts;

    /// Whose they are; `null` where no listener has such names.
    final @Nullable Listener listener;

    Way(HostMatches[] hosts, @Nullable Listener listener) {
      this.hosts = hosts;
      this.listener = listener;
    }
  }

  private final List<BoundListener> listeners;
  private final ByteTable<Way> exact;

  /// By what is behind the `*.`.
  private final ByteTable<Way> wildcards;

  private final @Nullable Way any;
  private final ListenerLimits limits;

  /// @param listeners of one port, not empty, in the order in which the first one wins what several
  ///   claim
  Router(List<BoundListener> listeners) {
    this.listeners = List.copyOf(listeners);
    this.limits = mostGenerous(listeners);
    Claims claims = new Claims(listeners);
    List<ByteTable.Entry<Way>> exact = new ArrayList<>();
    List<ByteTable.Entry<Way>> wildcards = new ArrayList<>();
    Way any = null;
    for (HostPattern pattern : patterns(listeners)) {
      Way way = claims.way(pattern);
      if (pattern.text().isEmpty()) any = way;
      else if (pattern.isWildcard()) wildcards.add(pattern.entry(way));
      else exact.add(pattern.entry(way));
    }
    this.exact = new ByteTable<>(exact);
    this.wildcards = new ByteTable<>(wildcards);
    this.any = any;
  }

  private static Collection<HostPattern> patterns(List<BoundListener> listeners) {
    Map<String, HostPattern> patterns = new HashMap<>();
    for (BoundListener bound : listeners) {
      patterns.putIfAbsent(bound.hostname().text(), bound.hostname());
      for (HostMatches host : bound.hosts().values()) {
        patterns.putIfAbsent(host.pattern().text(), host.pattern());
      }
    }
    return patterns.values();
  }

  /// Who has which pattern on this port.
  private static final class Claims {
    /// By hostname of a host; the first tenant that has it.
    private final Map<String, String> tenants = new HashMap<>();

    /// Tenant → hostname of listeners → hostname of a host in them → the listener that has it.
    private final Map<String, Map<String, Map<String, BoundListener>>> listeners = new HashMap<>();

    /// Tenant → hostname of listeners → the first listener that has it.
    private final Map<String, Map<String, Listener>> byHostname = new HashMap<>();

    Claims(List<BoundListener> all) {
      for (BoundListener bound : all) {
        Listener its = bound.listener();
        byHostname
            .computeIfAbsent(its.tenant(), _ -> new HashMap<>())
            .putIfAbsent(its.hostname(), its);
        var ofHosts =
            listeners
                .computeIfAbsent(its.tenant(), _ -> new HashMap<>())
                .computeIfAbsent(its.hostname(), _ -> new HashMap<>());
        for (String host : bound.hosts().keySet()) {
          tenants.putIfAbsent(host, its.tenant());
          ofHosts.putIfAbsent(host, bound);
        }
      }
    }

    /// Where names go for which `pattern` is the most specific one on this port.
    Way way(HostPattern pattern) {
      List<String> chain = pattern.covering();
      String tenant = firstIn(tenants, chain);
      var ofListeners = tenant == null ? null : listeners.get(tenant);
      var ofHosts = ofListeners == null ? null : firstIn(ofListeners, chain);
      BoundListener bound = ofHosts == null ? null : firstIn(ofHosts, chain);
      List<HostMatches> hosts = new ArrayList<>(chain.size());
      for (String covering : chain) {
        HostMatches matches = bound == null ? null : bound.hosts().get(covering);
        if (matches != null) hosts.add(matches);
      }
      Listener listener = bound == null ? without(tenant, chain) : bound.listener();
      return new Way(hosts.toArray(HostMatches[]::new), listener);
    }

    /// The listener for names that none of its hosts has. Where several tenants share the port such
    /// names are nobody's.
    private @Nullable Listener without(@Nullable String tenant, List<String> chain) {
      if (tenant == null && byHostname.size() > 1) return null;
      var its = tenant == null ? byHostname.values().iterator().next() : byHostname.get(tenant);
      return its == null ? null : firstIn(its, chain);
    }

    private static <V> @Nullable V firstIn(Map<String, V> map, List<String> keys) {
      for (String key : keys) {
        V value = map.get(key);
        if (value != null) return value;
      }
      return null;
    }
  }

  private static ListenerLimits mostGenerous(List<BoundListener> listeners) {
    long header = 0;
    long idle = 0;
    int bytes = 0;
    for (BoundListener bound : listeners) {
      ListenerLimits its = bound.listener().limits();
      header = Math.max(header, its.headerMillis());
      idle = Math.max(idle, its.idleMillis());
      bytes = Math.max(bytes, its.headBytes());
    }
    return new ListenerLimits(header, idle, bytes);
  }

  /// @return `null` where nothing matches: 404
  public @Nullable RouteMatch match(RequestView request) {
    Way way = way(request.bytes(), request.hostStart(), request.hostEnd());
    if (way == null) return null;
    for (HostMatches host : way.hosts) {
      RouteMatch match = host.find(request);
      if (match != null) return match;
    }
    return null;
  }

  /// The listener that a name is for, be it from TLS or from HTTP: tenant and listener are chosen
  /// as for [#match].
  ///
  /// @return `null` if it is for nobody
  public @Nullable Listener listener(byte[] bytes, int start, int end) {
    Way way = way(bytes, start, end);
    return way == null ? null : way.listener;
  }

  /// Whether connections to this port begin with TLS. All its listeners agree on it.
  public boolean isSecure() {
    return listeners.getFirst().listener().isSecure();
  }

  private @Nullable Way way(byte[] bytes, int start, int end) {
    long hash = SeededHash.SEED;
    Way wildcard = null;
    for (int at = end - 1; at >= start; at--) {
      byte octet = ByteTable.lower(bytes[at]);
      if (octet == '.' && at > start && end - at - 1 <= wildcards.longest()) {
        Way longer = wildcards.getIgnoringCase(hash, bytes, at + 1, end);
        if (longer != null) wildcard = longer;
      }
      hash = SeededHash.step(hash, octet);
    }
    Way way = exact.getIgnoringCase(hash, bytes, start, end);
    if (way != null) return way;
    return wildcard != null ? wildcard : any;
  }

  /// What holds before the host of a request is known: the most generous of the port's listeners.
  public ListenerLimits limits() {
    return limits;
  }

  /// Tells whether this router is still right for these.
  boolean isOf(List<BoundListener> others) {
    return listeners.equals(others);
  }
}

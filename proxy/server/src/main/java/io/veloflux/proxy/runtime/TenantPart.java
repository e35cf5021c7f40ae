package io.veloflux.proxy.runtime;

import io.veloflux.proxy.balance.Algorithm;
import io.veloflux.proxy.balance.ConsistentHash;
import io.veloflux.proxy.balance.LeastLoaded;
import io.veloflux.proxy.balance.LoadMetric;
import io.veloflux.proxy.balance.PeakEwma;
import io.veloflux.proxy.balance.RequestKey;
import io.veloflux.proxy.balance.RoundRobin;
import io.veloflux.proxy.balance.SmoothWeighted;
import io.veloflux.proxy.balance.StaticTurns;
import io.veloflux.proxy.balance.TwoChoices;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Traffic;
import io.veloflux.proxy.pem.TlsEntries;
import io.veloflux.proxy.source.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One tenant's part of a snapshot: shared by all snapshots in which the tenant's configuration is
/// the same.
///
/// @param hash by which the writer recognises the configuration
/// @param tls the certificates it came with
/// @param pools by id
/// @param routes by id
/// @param endpoints of all pools
/// @param named those of them whose host is a name
public record TenantPart(
    String tenant,
    String hash,
    ProxyConfig config,
    TlsEntries tls,
    Map<String, Pool> pools,
    Map<String, Route> routes,
    List<BoundListener> listeners,
    Set<Endpoint> endpoints,
    List<Endpoint> named) {

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other; // built anew is another one
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /// @param before what is served now: pools that stay keep what their algorithm remembers, and
  ///   routes and hosts that are the same are not built again
  /// @throws ConfigException if the configuration cannot be served as a whole
  static TenantPart build(
      String tenant,
      Offer.Config offered,
      @Nullable TenantPart before,
      Endpoints endpoints,
      Identities identities,
      RandomGenerator random)
      throws ConfigException {
    ProxyConfig config = offered.config();
    ConfigRules.check(tenant, config);
    Certificates certificates =
        new Certificates(offered.tls(), before == null ? List.of() : before.listeners, identities);
    Map<String, Pool> pools = new HashMap<>();
    for (PoolConfig pool : config.pools()) {
      pools.put(
          pool.id(),
          pool(
              tenant,
              pool,
              before == null ? null : before.pools.get(pool.id()),
              endpoints,
              random));
    }
    Map<String, Route> routes = HashMap.newHashMap(config.routes().size());
    for (RouteConfig route : config.routes()) {
      Route old = before == null ? null : before.routes.get(route.id());
      routes.put(
          route.id(), old != null && old.isOf(route, pools) ? old : route(tenant, route, pools));
    }
    List<BoundListener> listeners = new ArrayList<>();
    for (ListenerConfig listener : config.listeners()) {
      List<Identity> shown = certificates.of(listener.security());
      listeners.add(bound(tenant, listener, shown, routes, before));
    }
    Set<Endpoint> all = new HashSet<>();
    for (Pool pool : pools.values()) all.addAll(pool.endpoints());
    List<Endpoint> named = all.stream().filter(Endpoint::isNamed).toList();
    return new TenantPart(
        tenant,
        offered.hash(),
        config,
        offered.tls(),
        Map.copyOf(pools),
        Collections.unmodifiableMap(routes),
        List.copyOf(listeners),
        all,
        named);
  }

  private static Pool pool(
      String tenant,
      PoolConfig config,
      @Nullable Pool before,
      Endpoints endpoints,
      RandomGenerator random) {
    if (before != null && before.config().equals(config)) return before;
    List<Endpoint> members =
        config.endpoints().stream()
            .map(it ->
                endpoints.of(
                    new Endpoint.Key(tenant, config.id(), it.backend(), it.host(), it.port()),
                    it.authority()))
            .toList();
    Algorithm algorithm =
        before != null && before.config().algorithm() == config.algorithm()
            ? before.algorithm()
            : algorithm(config.algorithm(), random);
    WaitingLine line = before == null ? new WaitingLine() : before.line();
    RetryBudget budget = before == null ? new RetryBudget(System::nanoTime) : before.budget();
    return new Pool(tenant, config, members, algorithm, line, budget);
  }

  private static Algorithm algorithm(PoolConfig.Algorithm algorithm, RandomGenerator random) {
    return switch (algorithm) {
      case ROUND_ROBIN -> new RoundRobin(random);
      case WEIGHTED_ROUND_ROBIN -> new SmoothWeighted(random);
      case STATIC_ROUND_ROBIN -> new StaticTurns(random);
      case LEAST_CONNECTIONS -> new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, random);
      case SOURCE_HASH -> new ConsistentHash(RequestKey.Of.CLIENT);
      case URI_HASH -> new ConsistentHash(RequestKey.Of.PATH);
      case ADAPTIVE -> new TwoChoices(new PeakEwma(System::nanoTime), random);
    };
  }

  private static Route route(String tenant, RouteConfig config, Map<String, Pool> pools) {
    List<Target> targets = new ArrayList<>(config.targets().size());
    List<Integer> weights = new ArrayList<>(config.targets().size());
    for (RouteConfig.Target target : config.targets()) {
      targets.add(target(target.action(), pools));
      weights.add(target.weight());
    }
    return new Route(tenant, config, targets, weights);
  }

  private static Target target(Action action, Map<String, Pool> pools) {
    return switch (action) {
      case Action.Forward(String id) -> {
        Pool pool = pools.get(id);
        yield pool == null ? new Target.Reject(500, "PoolNotFound") : new Target.Forward(pool);
      }
      case Action.Reject(int status, String reason, String _) -> new Target.Reject(status, reason);
    };
  }

  private static BoundListener bound(
      String tenant,
      ListenerConfig config,
      List<Identity> identities,
      Map<String, Route> routes,
      @Nullable TenantPart before) {
    BoundListener old = before == null ? null : before.listener(config, identities);
    Listener listener = old == null ? new Listener(tenant, config, identities) : old.listener();
    Map<String, HostMatches> oldHosts = old == null ? Map.of() : old.hosts();
    Map<String, HostMatches> hosts = new HashMap<>();
    switch (config.traffic()) {
      case Traffic.Http http -> {
        for (HostConfig host : http.hosts()) {
          HostMatches known = oldHosts.get(host.hostname());
          hosts.put(
              host.hostname(),
              known != null && known.isOf(host, routes)
                  ? known
                  : new HostMatches(listener, host, routes));
        }
      }
    }
    return old != null && hosts.equals(oldHosts)
        ? old
        : new BoundListener(listener, Collections.unmodifiableMap(hosts));
  }

  /// @return the one that differs from `config` in its hosts at most
  private @Nullable BoundListener listener(ListenerConfig config, List<Identity> identities) {
    for (BoundListener bound : listeners) {
      Listener its = bound.listener();
      if (its.isOf(config) && its.identities().equals(identities)) return bound;
    }
    return null;
  }
}

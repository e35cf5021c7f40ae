package io.veloflux.operator.compile;

import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Turns what a tenant wants into what its proxies are told, and says of each object what became of
/// it.
///
/// - An object that breaks a rule keeps its own last good version, found in [TenantInput#previous].
///   References never do: a pool that is gone answers 500 at once.
/// - Lists are sorted, so that equal input gives equal bytes and a proxy can try them from the top.
/// - Worked examples, one per rule: `src/test/resources/compile`.
///
/// Any thread may call it.
public final class Compiler {
  /// What a suspended tenant's routes are guarded by.
  static final Admission SUSPENDED = new Admission.Deny(503, Reasons.TENANT_SUSPENDED);

  private Compiler() {}

  public static Compilation compile(TenantInput input) {
    return compile(input, new Readings());
  }

  /// @param readings of earlier compilations of the tenant; they save time and change nothing
  public static Compilation compile(TenantInput input, Readings readings) {
    LastGood lastGood = new LastGood(input.previous());
    TenantPolicy policy = TenantPolicy.of(input.tenant(), lastGood);

    List<LoadBalancerDraft> loadBalancers =
        new LoadBalancers(
                input.fleet(),
                lastGood,
                new CertificateRefs(input.certificates(), input.previous()))
            .read(input.loadBalancers());
    List<RouteDraft> routes =
        new Attachment(policy, lastGood, loadBalancers).attach(readings.of(input.routes()));
    TenantClaims own = claims(policy, loadBalancers, routes);
    new Ports(input.fleet(), input.claims(), own).open(loadBalancers);

    SortedMap<String, PoolDraft> pools = new Pools(policy, lastGood).read(input.pools());
    Endpoints endpoints = new Endpoints(input.services(), input.endpointSlices());
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.addAll(new Backends(policy, lastGood, pools, endpoints).compile(input.backends()));

    List<RouteConfig> routeConfigs =
        compile(routes, new RouteCompiler(policy, input.claims(), own, pools));
    ProxyConfig config =
        new ProxyConfig(
            ProxyConfig.SCHEMA,
            policy.name(),
            listeners(loadBalancers),
            routeConfigs,
            configs(pools.values()));

    verdicts.add(policy.judgement().verdict());
    loadBalancers.forEach(loadBalancer -> verdicts.add(loadBalancer.verdict()));
    pools.values().forEach(pool -> verdicts.add(pool.verdict()));
    routes.forEach(route -> verdicts.add(route.judgement().verdict()));
    verdicts.sort(Comparator.comparing(Verdict::object));
    return new Compilation(config, verdicts);
  }

  /// Names of the Secrets that listeners show to clients.
  public static SortedSet<String> certificates(List<LoadBalancer> loadBalancers) {
    SortedSet<String> names = new TreeSet<>();
    for (LoadBalancer loadBalancer : loadBalancers) {
      LoadBalancer.Spec spec = loadBalancer.getSpec();
      if (spec == null || spec.listeners() == null) continue;
      for (LoadBalancer.Listener listener : spec.listeners()) {
        if (listener == null || listener.certificates() == null) continue;
        for (String name : listener.certificates()) {
          if (name != null) names.add(name);
        }
      }
    }
    return names;
  }

  /// What one tenant claims of what only one tenant can have. [Claims#of] all tenants decides who
  /// gets it, so the claims of every tenant must be known before the first is compiled.
  ///
  /// @param previous as in [TenantInput]
  /// @param readings as in [#compile(TenantInput, Readings)]
  public static TenantClaims claims(
      Tenant tenant,
      List<LoadBalancer> loadBalancers,
      List<Route> routes,
      FleetSettings fleet,
      @Nullable ProxyConfig previous,
      Readings readings) {
    LastGood lastGood = new LastGood(previous);
    TenantPolicy policy = TenantPolicy.of(tenant, lastGood);
    List<LoadBalancerDraft> drafts =
        new LoadBalancers(fleet, lastGood, CertificateRefs.UNKNOWN).read(loadBalancers);
    return claims(
        policy, drafts, new Attachment(policy, lastGood, drafts).attach(readings.of(routes)));
  }

  private static TenantClaims claims(
      TenantPolicy policy, List<LoadBalancerDraft> loadBalancers, List<RouteDraft> routes) {
    TenantClaims.Builder claims = new TenantClaims.Builder(policy.name());
    for (LoadBalancerDraft loadBalancer : loadBalancers) {
      for (ListenerDraft listener : loadBalancer.listeners()) {
        if (!listener.isShared()) claims.port(listener.bindPort(), loadBalancer.age());
      }
    }
    for (RouteDraft route : routes) {
      for (RouteDraft.Entrance entrance : route.entrances()) {
        if (entrance.listener().isShared()) claims.hostname(entrance.host(), route.age());
      }
    }
    return claims.build();
  }

  private static List<RouteConfig> compile(List<RouteDraft> routes, RouteCompiler compiler) {
    return routes.stream()
        .map(compiler::compile)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(RouteConfig::id))
        .toList();
  }

  private static List<ListenerConfig> listeners(List<LoadBalancerDraft> loadBalancers) {
    return loadBalancers.stream()
        .flatMap(loadBalancer -> loadBalancer.listeners().stream())
        .filter(ListenerDraft::isOpen)
        .map(ListenerDraft::config)
        .sorted(Comparator.comparing(ListenerConfig::name))
        .toList();
  }

  private static List<PoolConfig> configs(Collection<PoolDraft> pools) {
    return pools.stream().map(PoolDraft::config).filter(Objects::nonNull).toList();
  }
}

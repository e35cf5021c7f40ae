package io.veloflux.operator.compile;

import io.veloflux.crd.Reasons;
import io.veloflux.operator.compile.RouteDraft.Entrance;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.RouteConfig.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gives Routes what they may have: places on open listeners and under hostnames that the tenant
/// owns, and targets that exist.
final class RouteCompiler {
  private final TenantPolicy policy;
  private final Claims claims;
  private final TenantClaims own;
  private final Map<String, PoolDraft> pools;

  /// @param pools by name
  RouteCompiler(
      TenantPolicy policy, Claims claims, TenantClaims own, Map<String, PoolDraft> pools) {
    this.policy = policy;
    this.claims = claims;
    this.own = own;
    this.pools = pools;
  }

  /// Adds the route to its listeners.
  ///
  /// @return `null` if it has no place
  @Nullable RouteConfig compile(RouteDraft route) {
    Judgement judgement = route.judgement();
    RouteConfig config = route.config();
    boolean placed = config != null && place(route);
    if (!route.reading().isSound()) judgement.invalid(route.reading(), placed);
    else if (placed) judgement.partlyServed();
    if (config == null) return null;
    List<Target> targets = targets(judgement, config);
    if (!placed) return null;
    List<Admission> admission = admission(judgement);
    return targets.equals(config.targets()) && admission.equals(config.admission())
        ? config
        : new RouteConfig(config.id(), targets, admission, config.timeouts(), config.retry());
  }

  private List<Target> targets(Judgement judgement, RouteConfig config) {
    boolean weightless = true;
    List<Target> resolved = new ArrayList<>(config.targets().size());
    for (Target target : config.targets()) {
      weightless &= target.weight() == 0;
      resolved.add(resolve(judgement, target));
    }
    if (weightless) judgement.note("all weights are 0, so requests are answered with 503");
    return resolved;
  }

  private boolean place(RouteDraft route) {
    Set<String> lost = new TreeSet<>(Hostnames.MOST_SPECIFIC_FIRST);
    List<Entrance> granted = new ArrayList<>();
    boolean closed = false;
    for (Entrance entrance : route.entrances()) {
      if (!entrance.listener().isOpen()) closed = true;
      else if (!entrance.listener().isShared() || claims.owns(own, entrance.host()))
        granted.add(entrance);
      else lost.add(entrance.host());
    }
    lost.forEach(host -> conflict(route.judgement(), host));
    if (closed && granted.isEmpty() && lost.isEmpty()) {
      route
          .judgement()
          .refuse(
              Reasons.NO_MATCHING_LISTENER,
              "the listeners that fit got no port; the LoadBalancer's status says why");
    }
    ListenerDraft last = null;
    for (Entrance entrance : granted) { // those of a listener follow each other
      ListenerDraft listener = entrance.listener();
      listener.add(entrance.host(), entrance.original(), entrance.matches(), route.age());
      if (listener != last) listener.attached();
      last = listener;
    }
    return !granted.isEmpty();
  }

  /// Says nothing of who has it: not the tenant, and not whether by this name or by a wildcard.
  private static void conflict(Judgement judgement, String host) {
    judgement.refuse(
        Reasons.HOSTNAME_CONFLICT,
        host.isEmpty()
            ? "another tenant has a route for every hostname on the shared ports already; name hostnames of your own"
            : "another tenant claimed hostname '%s' earlier; choose another one".formatted(host));
  }

  private Target resolve(Judgement judgement, Target target) {
    return switch (target.action()) {
      case Action.Forward(String pool) -> resolve(judgement, target.weight(), pool);
      // Only a last good version has these: its pool may be back.
      case Action.Reject(int _, String _, String pool) ->
          pool.isEmpty() ? target : resolve(judgement, target.weight(), pool);
    };
  }

  private Target resolve(Judgement judgement, int weight, String id) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    PoolDraft pool = pools.get(name);
    if (pool != null && pool.isServed()) return new Target(weight, new Action.Forward(id));
    judgement.unresolved(
        Reasons.POOL_NOT_FOUND,
        pool == null
            ? "there is no Pool %s in this namespace, so its share of requests is answered with 500; make it"
                .formatted(Reading.quote(name))
            : "Pool '%s' is not accepted, so its share of requests is answered with 500; its status says why"
                .formatted(name));
    return new Target(weight, new Action.Reject(500, Reasons.POOL_NOT_FOUND, id));
  }

  private List<Admission> admission(Judgement judgement) {
    if (!policy.suspended()) return List.of();
    judgement.refuse(
        Reasons.TENANT_SUSPENDED,
        "every request is answered with 503 until spec.state of the Tenant is Active");
    return List.of(Compiler.SUSPENDED);
  }
}

package io.veloflux.operator.status;

import io.fabric8.kubernetes.client.CustomResource;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Condition;
import io.veloflux.crd.HasConditions;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.compile.Compilation;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.TenantInput;
import io.veloflux.operator.compile.Verdict;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Drafts the statuses of all objects of one tenant.
public final class Drafts {
  private final Map<ObjectKey, Verdict> verdicts = new HashMap<>();
  private final Map<ObjectKey, Health> health = new HashMap<>();
  private final Map<ObjectKey, Set<String>> attachedRoutes = new HashMap<>();
  private final Rollout.Deliveries deliveries;
  private final CurrentStatus current;
  private final Instant now;
  private final Settled settled;
  private final List<Draft<?>> drafts = new ArrayList<>();

  private Drafts(
      Compilation compilation,
      Rollout.Deliveries deliveries,
      CurrentStatus current,
      Instant now,
      Settled settled) {
    this.deliveries = deliveries;
    this.current = current;
    this.now = now;
    this.settled = settled;
    for (Verdict verdict : compilation.verdicts()) verdicts.put(verdict.object(), verdict);
    measure(compilation.config());
    count(compilation.config());
  }

  /// @param tenantVerdict instead of the compilation's: what provisioning found out comes first
  /// @param settled of earlier passes over the tenant: those Routes are left out that have the
  ///   status already
  public static List<Draft<?>> of(
      TenantInput input,
      Verdict tenantVerdict,
      Compilation compilation,
      Rollout.Deliveries deliveries,
      CurrentStatus current,
      Instant now,
      Settled settled) {
    settled.nextPass();
    Drafts all = new Drafts(compilation, deliveries, current, now, settled);
    all.tenant(input.tenant(), tenantVerdict, compilation.config().routes().size());
    input.loadBalancers().forEach(all::loadBalancer);
    input.pools().forEach(pool -> all.measured(pool, Pool.Status::new));
    input.backends().forEach(backend -> all.measured(backend, Backend.Status::new));
    input.routes().forEach(all::route);
    return all.drafts;
  }

  /// Drafts the status of a Tenant alone, when there is nothing to say of its objects.
  public static Draft<Tenant.Status> ofTenant(
      Tenant tenant, Verdict verdict, CurrentStatus current, Instant now) {
    Conclusion conclusion = Conclusion.of(verdict, new Delivery.Unknown(), null);
    Tenant.Status old = current.of(tenant);
    return new Draft<>(
        tenant,
        new Tenant.Status(
            verdict.generation(),
            Judgement.conditions(
                conclusion.judgements(), verdict.generation(), conditions(old), now),
            conclusion.headline().reason(),
            message(conclusion),
            old == null ? null : old.routes(),
            old == null ? null : old.proxies()),
        false);
  }

  private void measure(ProxyConfig config) {
    Map<String, Health.Vote> votes = Health.votes(config.tenant(), deliveries.fleet());
    for (PoolConfig pool : config.pools()) {
      Map<String, List<EndpointConfig>> byBackend = new HashMap<>();
      for (EndpointConfig endpoint : pool.endpoints()) {
        byBackend.computeIfAbsent(endpoint.backend(), _ -> new ArrayList<>()).add(endpoint);
      }
      health.put(
          new ObjectKey(
              "Pool", config.tenant(), pool.id().substring(pool.id().lastIndexOf('/') + 1)),
          Health.of(pool, pool.endpoints(), votes));
      byBackend.forEach((backend, endpoints) ->
          health.merge(
              new ObjectKey("Backend", config.tenant(), backend),
              Health.of(pool, endpoints, votes),
              Health::plus));
    }
  }

  private void count(ProxyConfig config) {
    for (ListenerConfig listener : config.listeners()) {
      if (!(listener.traffic() instanceof Traffic.Http http)) continue;
      String[] name = listener.name().split("/", 4); // loadbalancer/NAMESPACE/NAME/LISTENER
      Set<String> routes =
          attachedRoutes.computeIfAbsent(
              new ObjectKey("LoadBalancer", name[1], name[2]), _ -> new HashSet<>());
      for (HostConfig host : http.hosts())
        for (MatchConfig match : host.matches()) routes.add(match.route());
    }
  }

  private void tenant(Tenant tenant, Verdict verdict, int routes) {
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), null);
    add(
        tenant,
        conclusion,
        new Tenant.Status(
            verdict.generation(),
            conditions(tenant, verdict, conclusion),
            conclusion.headline().reason(),
            message(conclusion),
            routes,
            deliveries.proxies()));
  }

  private void loadBalancer(LoadBalancer object) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), null);
    List<LoadBalancer.ListenerStatus> listeners =
        verdict.listeners().stream()
            .map(l ->
                new LoadBalancer.ListenerStatus(
                    l.name(), l.bindPort() == 0 ? null : l.bindPort(), l.attachedRoutes()))
            .toList();
    add(
        object,
        conclusion,
        new LoadBalancer.Status(
            verdict.generation(),
            conditions(object, verdict, conclusion),
            conclusion.headline().reason(),
            message(conclusion),
            ports(object),
            attachedRoutes.getOrDefault(verdict.object(), Set.of()).size(),
            listeners));
  }

  /// Drafts the status of something that has endpoints.
  private <S extends HasConditions> void measured(
      CustomResource<?, S> object, MeasuredStatus<S> status) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Health found = health.getOrDefault(verdict.object(), Health.NONE);
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), found);
    add(
        object,
        conclusion,
        status.of(
            verdict.generation(),
            conditions(object, verdict, conclusion),
            conclusion.headline().reason(),
            message(conclusion),
            found.counts()));
  }

  private void route(Route object) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Delivery delivery = deliveries.of(verdict.object());
    Route.Status has = current.of(object);
    if (settled.is(verdict, delivery, has)) return;
    Conclusion conclusion = Conclusion.of(verdict, delivery, null);
    Route.Status status =
        new Route.Status(
            verdict.generation(),
            conditions(object, verdict, conclusion),
            conclusion.headline().reason(),
            message(conclusion));
    if (has != null && status.equals(has) && !conclusion.provisional())
      settled.put(verdict, delivery, has);
    add(object, conclusion, status);
  }

  private <S extends HasConditions> void add(
      CustomResource<?, S> object, Conclusion conclusion, S status) {
    drafts.add(new Draft<>(object, status, conclusion.provisional()));
  }

  private @Nullable Verdict verdict(CustomResource<?, ?> object) {
    return verdicts.get(
        new ObjectKey(
            object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName()));
  }

  private List<Condition> conditions(
      CustomResource<?, ? extends HasConditions> object, Verdict verdict, Conclusion conclusion) {
    return Judgement.conditions(
        conclusion.judgements(), verdict.generation(), conditions(current.of(object)), now);
  }

  private static @Nullable List<Condition> conditions(@Nullable HasConditions status) {
    return status == null ? null : status.conditions();
  }

  private static @Nullable String message(Conclusion conclusion) {
    Judgement headline = conclusion.headline();
    return headline.holds() ? null : headline.shortMessage();
  }

  private static String ports(LoadBalancer object) {
    LoadBalancer.Spec spec = object.getSpec();
    if (spec == null || spec.listeners() == null) return "";
    return spec.listeners().stream()
        .map(LoadBalancer.Listener::port)
        .filter(Objects::nonNull)
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  /// Makes the status of a kind that has endpoints.
  private interface MeasuredStatus<S> {
    S of(
        Long generation,
        List<Condition> conditions,
        String reason,
        @Nullable String message,
        String endpoints);
  }
}

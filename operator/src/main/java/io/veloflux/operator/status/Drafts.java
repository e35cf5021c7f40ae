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
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Drafts the statuses of all objects of one tenant.
public final class Drafts {
  private final Map<ObjectKey, Verdict> verdicts = new HashMap<>();
  private final Map<ObjectKey, Health> health = new HashMap<>();
  private final Rollout.Deliveries deliveries;
  private final CurrentStatus current;
  private final Instant now;
  private final List<Draft<?>> drafts = new ArrayList<>();

  private Drafts(
      Compilation compilation, Rollout.Deliveries deliveries, CurrentStatus current, Instant now) {
    this.deliveries = deliveries;
    this.current = current;
    this.now = now;
    for (Verdict verdict : compilation.verdicts()) verdicts.put(verdict.object(), verdict);
    measure(compilation.config());
  }

  /// @param tenantVerdict instead of the compilation's: what provisioning found out comes first
  public static List<Draft<?>> of(
      TenantInput input,
      Verdict tenantVerdict,
      Compilation compilation,
      Rollout.Deliveries deliveries,
      CurrentStatus current,
      Instant now) {
    Drafts all = new Drafts(compilation, deliveries, current, now);
    all.tenant(input.tenant(), tenantVerdict, compilation.config().routes().size());
    input.loadBalancers().forEach(all::loadBalancer);
    input.pools().forEach(all::pool);
    input.backends().forEach(all::backend);
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

  private void tenant(Tenant tenant, Verdict verdict, int routes) {
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), null);
    add(
        tenant,
        conclusion,
        new Tenant.Status(
            verdict.generation(),
            conditions(tenant, verdict, conclusion),
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
            verdict.generation(), conditions(object, verdict, conclusion), listeners));
  }

  private void pool(Pool object) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Health found = health.getOrDefault(verdict.object(), Health.NONE);
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), found);
    add(
        object,
        conclusion,
        new Pool.Status(
            verdict.generation(), conditions(object, verdict, conclusion), found.counts()));
  }

  private void backend(Backend object) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Health found = health.getOrDefault(verdict.object(), Health.NONE);
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), found);
    add(
        object,
        conclusion,
        new Backend.Status(
            verdict.generation(), conditions(object, verdict, conclusion), found.counts()));
  }

  private void route(Route object) {
    Verdict verdict = verdict(object);
    if (verdict == null) return;
    Conclusion conclusion = Conclusion.of(verdict, deliveries.of(verdict.object()), null);
    add(
        object,
        conclusion,
        new Route.Status(verdict.generation(), conditions(object, verdict, conclusion)));
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
}

package io.veloflux.operator.compile;

import io.veloflux.crd.Backend;
import io.veloflux.crd.Reasons;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.EndpointConfig.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's Backends and gives their endpoints to the Pools that they name.
final class Backends {
  private final TenantPolicy policy;
  private final LastGood lastGood;
  private final Map<String, PoolDraft> pools;
  private final Endpoints endpoints;

  /// @param pools by name
  Backends(
      TenantPolicy policy, LastGood lastGood, Map<String, PoolDraft> pools, Endpoints endpoints) {
    this.policy = policy;
    this.lastGood = lastGood;
    this.pools = pools;
    this.endpoints = endpoints;
  }

  /// The oldest first: it keeps an address that two of them have.
  List<Verdict> compile(List<Backend> backends) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Backend backend : Age.oldestFirst(backends)) {
      Judgement judgement = Judgement.ofReferring("Backend", backend);
      compile(judgement, backend);
      verdicts.add(judgement.verdict());
    }
    return verdicts;
  }

  private void compile(Judgement judgement, Backend backend) {
    String name = Age.name(backend);
    Reading reading = new Reading();
    Backend.@Nullable Spec spec = backend.getSpec();
    check(reading, spec);
    Share share = spec == null ? null : Share.read(reading, spec);
    if (spec == null || share == null || !reading.isSound()) {
      judgement.invalid(reading, serveLastGood(name));
      return;
    }
    PoolDraft pool = pool(judgement, spec);
    if (pool == null) return;
    Backend.ServiceRef service = spec.service();
    if (service == null) addAddress(judgement, pool, name, spec, share);
    else {
      for (EndpointConfig endpoint : endpoints.of(judgement, name, service, share))
        pool.add(endpoint);
    }
  }

  private static void check(Reading reading, Backend.@Nullable Spec spec) {
    if (spec == null) {
      reading.wrong("spec", "is missing");
      return;
    }
    reading.required("spec.pool", spec.pool());
    if ((spec.host() == null) == (spec.service() == null)) {
      reading.wrong("spec", "must have either host and port, or service");
    } else if (spec.service() == null) {
      checkHost(reading, reading.required("spec.host", spec.host()));
      reading.required("spec.port", spec.port(), 1, 65535);
    } else {
      reading.required("spec.service.name", spec.service().name());
      reading.required("spec.service.port", spec.service().port(), 1, 65535);
    }
  }

  private static void checkHost(Reading reading, String host) {
    boolean ipv6 = host.indexOf(':') >= 0;
    if (ipv6 || Addresses.looksLikeIpv4(host)) {
      if (Addresses.canonical(host) == null) {
        reading.wrong(
            "spec.host",
            "is %s, which is no %s address".formatted(Reading.quote(host), ipv6 ? "IPv6" : "IPv4"));
      }
    } else if (Hostnames.isWildcard(host) || !Hostnames.isValid(host)) {
      reading.wrong(
          "spec.host",
          "is %s, which is neither an address nor a name".formatted(Reading.quote(host)));
    }
  }

  private @Nullable PoolDraft pool(Judgement judgement, Backend.Spec spec) {
    String name = spec.pool() == null ? "" : spec.pool();
    PoolDraft pool = pools.get(name);
    if (pool == null || !pool.isServed()) {
      String message =
          pool == null
              ? "there is no Pool %s in this namespace; make it, or name another"
                  .formatted(Reading.quote(name))
              : "Pool '%s' is not accepted; its status says why".formatted(name);
      judgement.refuse(Reasons.POOL_NOT_FOUND, message);
      judgement.unresolved(Reasons.POOL_NOT_FOUND, message);
      return null;
    }
    if (!pool.admit(policy.maxBackendsPerPool())) {
      judgement.refuse(
          Reasons.LIMIT_EXCEEDED,
          "spec.limits.backendsPerPool of the Tenant is %d, and older backends of Pool '%s' use it up; delete some or raise it"
              .formatted(policy.maxBackendsPerPool(), name));
      return null;
    }
    return pool;
  }

  private static void addAddress(
      Judgement judgement, PoolDraft pool, String name, Backend.Spec spec, Share share) {
    String host = spec.host() == null ? "" : spec.host().toLowerCase(Locale.ROOT);
    int port = spec.port() == null ? 0 : spec.port();
    EndpointConfig there = pool.add(share.of(name, host, port, State.READY));
    if (there != null) {
      judgement.refuse(
          Reasons.INVALID,
          "Backend '%s' of the same pool has the address %s already; delete one of them"
              .formatted(there.backend(), there.authority()));
    }
  }

  private boolean serveLastGood(String backend) {
    boolean served = false;
    for (LastGood.Member member : lastGood.members(backend)) {
      PoolDraft pool = pools.get(member.pool().substring(member.pool().lastIndexOf('/') + 1));
      if (pool == null || !pool.isServed()) continue;
      pool.add(member.endpoint());
      served = true;
    }
    return served;
  }
}

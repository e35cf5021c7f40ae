package io.veloflux.operator.compile;

import io.veloflux.crd.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the Tenant itself decides about all of its objects.
///
/// @param allowedDomains `null` when every hostname may be claimed
record TenantPolicy(
    String name,
    boolean suspended,
    int maxPools,
    int maxBackendsPerPool,
    int maxRoutes,
    @Nullable List<String> allowedDomains,
    Judgement judgement) {

  static TenantPolicy of(Tenant tenant, LastGood lastGood) {
    Reading reading = new Reading();
    Tenant.@Nullable Spec given = tenant.getSpec();
    if (given == null) reading.wrong("spec", "is missing");
    Tenant.Spec spec = given == null ? new Tenant.Spec(null, null, null) : given;
    boolean suspended = suspended(reading, given, lastGood);
    Tenant.Limits limits =
        spec.limits() == null ? new Tenant.Limits(null, null, null) : spec.limits();
    TenantPolicy policy =
        new TenantPolicy(
            Age.name(tenant),
            suspended,
            limit(reading, "spec.limits.pools", limits.pools()),
            limit(reading, "spec.limits.backendsPerPool", limits.backendsPerPool()),
            limit(reading, "spec.limits.routes", limits.routes()),
            given == null ? List.of() : domains(reading, given.allowedDomains()),
            Judgement.of("Tenant", tenant));
    if (!reading.isSound()) {
      String state = suspended ? "suspended" : "active";
      policy.judgement.invalid(
          reading, "the tenant stays " + state + ", and what cannot be read allows nothing");
    } else if (suspended)
      policy.judgement.note("every request is answered with 503 until spec.state is Active");
    return policy;
  }

  boolean allows(String hostname) {
    return allowedDomains == null
        || (!hostname.isEmpty()
            && allowedDomains.stream().anyMatch(domain -> Hostnames.covers(domain, hostname)));
  }

  /// /// What cannot be read keeps the state that is served. If nothing is, the tenant stays
  /// closed: an unknown word may well stand for something narrower than Active.
  private static boolean suspended(Reading reading, Tenant.@Nullable Spec spec, LastGood lastGood) {
    if (spec == null || spec.state() == Tenant.State.Unknown) {
      if (spec != null)
        reading.word("spec.state", spec.state(), Tenant.State.DEFAULT, Tenant.State.Unknown);
      return lastGood.suspended();
    }
    return spec.state() == Tenant.State.Suspended;
  }

  private static int limit(Reading reading, String field, @Nullable Integer limit) {
    return reading.number(field, limit, Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
  }

  /// What cannot be read allows nothing; it never turns a list into "everything".
  private static @Nullable List<String> domains(Reading reading, @Nullable List<String> domains) {
    if (domains == null || domains.isEmpty()) return null;
    return reading.<String>list("spec.allowedDomains", domains, 64).stream()
        .filter(domain -> {
          boolean valid = Hostnames.isValid(domain);
          if (!valid)
            reading.wrong(
                "spec.allowedDomains",
                "has %s, which is no hostname".formatted(Reading.quote(domain)));
          return valid;
        })
        .toList();
  }
}

package io.veloflux.operator.compile;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who owns which hostname of the shared ports, and which port: the tenant with the oldest claim
/// that covers it.
///
/// - `*.example.com` covers itself and every name below `example.com`; `""` (any host) covers only
///   itself, so that no tenant can shut out the others.
/// - Of claims of the same second the tenant's name decides.
/// - A claim that loses takes nothing from others, so ownership needs no second look: acme claims
///   `*.example.com`, then evil `shop.example.com`, then acme `shop.example.com`: all of it is
///   acme's.
///
/// Immutable; one instance serves the compilation of every tenant.
public final class Claims {
  public static final Claims NONE = of(List.of());

  private final Map<String, List<Claim>> hostnames = new HashMap<>();
  private final Map<Integer, List<Claim>> ports = new HashMap<>();

  private Claims() {}

  public static Claims of(Collection<TenantClaims> tenants) {
    Claims claims = new Claims();
    for (TenantClaims tenant : tenants) {
      tenant
          .hostnames()
          .forEach((hostname, since) ->
              add(claims.hostnames, hostname, new Claim(tenant.tenant(), since)));
      tenant
          .ports()
          .forEach((port, since) -> add(claims.ports, port, new Claim(tenant.tenant(), since)));
    }
    return claims;
  }

  /// Two claims suffice to answer every question: the oldest, and the oldest of another tenant than
  /// that one.
  private static <K> void add(Map<K, List<Claim>> to, K key, Claim claim) {
    to.merge(
        key,
        List.of(claim),
        (old, one) -> {
          Claim first = old.getFirst();
          Claim second = old.getLast();
          if (claim.compareTo(first) < 0) return List.of(claim, first);
          return old.size() == 1 || claim.compareTo(second) < 0 ? List.of(first, claim) : old;
        });
  }

  /// @param own the claims of the tenant that asks
  boolean owns(TenantClaims own, String hostname) {
    String oldest = null;
    Claim rival = null;
    for (String covering = hostname; covering != null; covering = Hostnames.wider(covering)) {
      oldest = older(oldest, own.hostnames().get(covering));
      rival = older(rival, rival(hostnames.get(covering), own.tenant()));
    }
    return owns(own.tenant(), oldest, rival);
  }

  /// @param own the claims of the tenant that asks
  boolean owns(TenantClaims own, int port) {
    return owns(own.tenant(), own.ports().get(port), rival(ports.get(port), own.tenant()));
  }

  private static boolean owns(String tenant, @Nullable String oldest, @Nullable Claim rival) {
    if (rival == null) return true;
    return oldest != null && new Claim(tenant, oldest).compareTo(rival) < 0;
  }

  private static @Nullable Claim rival(@Nullable List<Claim> claims, String tenant) {
    if (claims == null) return null;
    if (!claims.getFirst().tenant().equals(tenant)) return claims.getFirst();
    return claims.size() > 1 ? claims.getLast() : null;
  }

  private static <T extends Comparable<T>> @Nullable T older(@Nullable T a, @Nullable T b) {
    if (a == null) return b;
    if (b == null) return a;
    return a.compareTo(b) <= 0 ? a : b;
  }
}

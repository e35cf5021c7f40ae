package io.veloflux.operator.reconcile;

import io.veloflux.operator.compile.Claims;
import io.veloflux.operator.compile.TenantClaims;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who claims which hostname and port, over all tenants, always as new as the watches are.
///
/// Events mark a tenant as changed; whoever compiles next reads its claims anew before anything is
/// decided. So a tenant never gets, not for a moment, what an older claim that is known already
/// has.
///
/// Any thread may use it.
final class ClaimBook {
  private static final Logger log = LoggerFactory.getLogger(ClaimBook.class);

  private final Function<String, @Nullable TenantClaims> read;
  private final Consumer<String> contender;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Map<String, TenantClaims> pages = new HashMap<>();
  private Claims claims = Claims.NONE;

  /// @param read finds out what a tenant claims now; `null` if there is no such tenant
  /// @param contender told each tenant that may win or lose something since another one's claims
  ///   changed
  ClaimBook(Function<String, @Nullable TenantClaims> read, Consumer<String> contender) {
    this.read = read;
    this.contender = contender;
  }

  /// Something changed that may change what a tenant claims.
  void changed(String tenant) {
    synchronized (changed) {
      changed.add(tenant);
    }
  }

  /// The claims of all tenants as of now.
  synchronized Claims current() {
    Set<String> tenants;
    synchronized (changed) {
      if (changed.isEmpty()) return claims;
      tenants = Set.copyOf(changed);
      changed.clear();
    }
    Set<String> contenders = new HashSet<>();
    boolean same = true;
    for (String tenant : tenants) same &= !reread(tenant, contenders);
    if (same) return claims;
    claims = Claims.of(pages.values());
    contenders.forEach(contender);
    return claims;
  }

  private boolean reread(String tenant, Set<String> contenders) {
    TenantClaims before = pages.get(tenant);
    TenantClaims now;
    try {
      now = read.apply(tenant);
    } catch (RuntimeException e) {
      log.error("tenant={} claims cannot be read, the last known ones stay", tenant, e);
      return false;
    }
    if (Objects.equals(before, now)) return false;
    if (now == null) pages.remove(tenant);
    else pages.put(tenant, now);
    Set<String> hostnames = new HashSet<>();
    if (before != null) hostnames.addAll(before.hostnames().keySet());
    if (now != null) hostnames.addAll(now.hostnames().keySet());
    if (before != null && now != null)
      hostnames.removeIf(h -> Objects.equals(before.hostnames().get(h), now.hostnames().get(h)));
    Set<Integer> ports = new HashSet<>();
    if (before != null) ports.addAll(before.ports().keySet());
    if (now != null) ports.addAll(now.ports().keySet());
    if (before != null && now != null)
      ports.removeIf(p -> Objects.equals(before.ports().get(p), now.ports().get(p)));
    for (TenantClaims other : pages.values()) {
      if (!other.tenant().equals(tenant) && contends(other, hostnames, ports))
        contenders.add(other.tenant());
    }
    return true;
  }

  private static boolean contends(TenantClaims other, Set<String> hostnames, Set<Integer> ports) {
    for (Integer port : other.ports().keySet()) if (ports.contains(port)) return true;
    for (String hostname : other.hostnames().keySet()) {
      for (String covering = hostname; covering != null; covering = wider(covering)) {
        if (hostnames.contains(covering)) return true;
      }
    }
    return false;
  }

  /// The narrowest wildcard that covers `hostname` and is not `hostname`: `x.a.b` → `*.a.b` →
  /// `*.b`.
  private static @Nullable String wider(String hostname) {
    int dot = hostname.indexOf('.', hostname.startsWith("*.") ? 2 : 0);
    return dot < 0 ? null : "*" + hostname.substring(dot);
  }
}

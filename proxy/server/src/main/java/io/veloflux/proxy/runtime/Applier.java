package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.source.Offer;
import io.veloflux.proxy.state.ProxyState.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns offers into the next snapshot: validates, builds what changed, opens sockets, swaps one
/// reference. An offer that cannot be served as a whole is refused with a reason and its tenant
/// keeps what it had; the others go on.
///
/// One thread at a time applies; any thread may ask for [#current] or [#applied].
public final class Applier implements Snapshots {
  private static final Logger log = LoggerFactory.getLogger(Applier.class);

  private final Sockets sockets;
  private final Names names;
  private final Identities identities;
  private final RandomGenerator random;
  private final Endpoints endpoints = new Endpoints();

  /// Refused because a socket could not be opened.
  private final Map<String, Offer> blocked = new HashMap<>();

  private volatile Applied applied = Applied.NOTHING;

  /// Without TLS: configurations that come with certificates are refused.
  ///
  /// @param random where pickers begin
  public Applier(Sockets sockets, Names names, RandomGenerator random) {
    this(
        sockets,
        names,
        (_, _) -> {
          throw new ConfigException("TLS is not served here");
        },
        random);
  }

  /// @param random where pickers begin
  public Applier(Sockets sockets, Names names, Identities identities, RandomGenerator random) {
    this.sockets = sockets;
    this.names = names;
    this.identities = identities;
    this.random = random;
  }

  @Override
  public Snapshot current() {
    return applied.snapshot();
  }

  public Applied applied() {
    return applied;
  }

  /// Those of which there is something to say.
  Set<String> tenants() {
    Applied now = applied;
    Set<String> tenants = new HashSet<>(now.snapshot().tenants().keySet());
    tenants.addAll(now.refused().keySet());
    return tenants;
  }

  /// Offers that were refused for a reason which may pass by itself.
  synchronized Map<String, Offer> worthAnotherTry() {
    return Map.copyOf(blocked);
  }

  /// Blocks: name look-ups and sockets.
  ///
  /// @param offers by tenant
  /// @return what is in force afterwards
  public synchronized Applied apply(Map<String, Offer> offers) {
    Draft draft = new Draft(applied);
    offers.forEach(draft::take);
    draft.refuseDisagreeingPorts();
    draft.openPorts();
    if (!draft.isUnchanged()) {
      names.resolve(draft.named());
      applied = new Applied(draft.snapshot(), Map.copyOf(draft.refused));
      sockets.closeAllBut(applied.snapshot().bindPorts());
    }
    draft.dropped.forEach(this::retireUnused);
    return applied;
  }

  /// An endpoint is of one tenant, so nobody else has it.
  private void retireUnused(TenantPart dropped) {
    TenantPart now = applied.snapshot().tenants().get(dropped.tenant());
    for (Endpoint endpoint : dropped.endpoints()) {
      if (now == null || !now.endpoints().contains(endpoint)) endpoints.retire(endpoint);
    }
  }

  /// The next snapshot while it is in the making.
  private final class Draft {
    private final Applied before;
    private final SortedMap<String, TenantPart> parts;
    private final Map<String, Refused> refused;
    private final Map<String, TenantPart> changed = new TreeMap<>();

    /// Parts that are not served any more, or were not fit to be.
    private final List<TenantPart> dropped = new ArrayList<>();

    Draft(Applied before) {
      this.before = before;
      this.parts = new TreeMap<>(before.snapshot().tenants());
      this.refused = new HashMap<>(before.refused());
    }

    void take(String tenant, Offer offer) {
      refused.remove(tenant);
      blocked.remove(tenant);
      switch (offer) {
        case Offer.Gone _ -> replace(parts.remove(tenant));
        case Offer.Broken(String hash, String reason) -> refuse(tenant, hash, reason);
        case Offer.Config offered -> build(tenant, offered);
      }
    }

    private void build(String tenant, Offer.Config offered) {
      TenantPart now = parts.get(tenant);
      if (now != null && now.hash().equals(offered.hash()) && now.tls().equals(offered.tls()))
        return;
      try {
        TenantPart part =
            TenantPart.build(tenant, offered, now, Applier.this.endpoints, identities, random);
        replace(parts.put(tenant, part));
        changed.put(tenant, part);
      } catch (ConfigException e) {
        refuse(tenant, offered.hash(), String.valueOf(e.getMessage()));
      } catch (RuntimeException e) { // one tenant's surprise never reaches another
        log.error("could not build tenant={} hash={}", tenant, offered.hash(), e);
        refuse(tenant, offered.hash(), "the proxy failed to build it: " + e);
      }
    }

    private void replace(@Nullable TenantPart old) {
      if (old != null) dropped.add(old);
    }

    private void refuse(String tenant, String hash, String reason) {
      Refused why = new Refused(hash, reason);
      if (!why.equals(before.refused().get(tenant))) {
        log.warn("refused tenant={} hash={} reason={}", tenant, hash, reason);
      }
      refused.put(tenant, why);
    }

    /// Goes back to what the tenant had.
    private void withdraw(TenantPart part, String reason) {
      String tenant = part.tenant();
      changed.remove(tenant);
      dropped.add(part);
      refuse(tenant, part.hash(), reason);
      TenantPart old = before.snapshot().tenants().get(tenant);
      if (old == null) parts.remove(tenant);
      else parts.put(tenant, old);
    }

    boolean isUnchanged() {
      return parts.equals(before.snapshot().tenants()) && refused.equals(before.refused());
    }

    /// What clients see as the port of one socket must be one number, with TLS or without; who was
    /// served with it first keeps it.
    void refuseDisagreeingPorts() {
      Map<Integer, Listener> first = new HashMap<>();
      for (TenantPart part : parts.values()) {
        if (!changed.containsKey(part.tenant())) first.putAll(byPort(part));
      }
      for (TenantPart part : List.copyOf(changed.values())) {
        String reason = disagreement(part, first);
        if (reason.isEmpty()) byPort(part).forEach(first::putIfAbsent);
        else withdraw(part, reason);
      }
    }

    private static Map<Integer, Listener> byPort(TenantPart part) {
      Map<Integer, Listener> byPort = new HashMap<>();
      for (BoundListener bound : part.listeners()) {
        byPort.putIfAbsent(bound.listener().bindPort(), bound.listener());
      }
      return byPort;
    }

    private static String disagreement(TenantPart part, Map<Integer, Listener> first) {
      Map<Integer, Listener> own = byPort(part);
      for (BoundListener bound : part.listeners()) {
        Listener its = bound.listener();
        Listener other = first.getOrDefault(its.bindPort(), own.get(its.bindPort()));
        if (other != null && other.port() != its.port()) {
          return "%s: port %d, but socket %d serves port %d already"
              .formatted(its.name(), its.port(), its.bindPort(), other.port());
        }
        if (other != null && other.isSecure() != its.isSecure()) {
          return "%s: %s TLS, but socket %d is served %s it already"
              .formatted(
                  its.name(),
                  its.isSecure() ? "with" : "without",
                  its.bindPort(),
                  other.isSecure() ? "with" : "without");
        }
      }
      return "";
    }

    void openPorts() {
      if (changed.isEmpty()) return;
      Map<Integer, String> failed = sockets.open(ports());
      for (TenantPart part : List.copyOf(changed.values())) {
        byPort(part).values().stream()
            .filter(listener -> failed.containsKey(listener.bindPort()))
            .findFirst()
            .ifPresent(listener -> {
              withdraw(part, listener.name() + ": " + failed.get(listener.bindPort()));
              blocked.put(part.tenant(), new Offer.Config(part.hash(), part.config(), part.tls()));
            });
      }
    }

    private Set<Integer> ports() {
      Set<Integer> ports = new HashSet<>();
      for (TenantPart part : parts.values()) {
        for (BoundListener bound : part.listeners()) ports.add(bound.listener().bindPort());
      }
      return ports;
    }

    List<Endpoint> named() {
      return parts.values().stream().flatMap(part -> part.named().stream()).toList();
    }

    Snapshot snapshot() {
      Map<Integer, List<BoundListener>> byPort = new HashMap<>();
      for (TenantPart part : parts.values()) {
        for (BoundListener bound : part.listeners()) {
          byPort.computeIfAbsent(bound.listener().bindPort(), _ -> new ArrayList<>()).add(bound);
        }
      }
      Map<Integer, Router> routers = new HashMap<>();
      byPort.forEach((port, listeners) -> {
        Router now = before.snapshot().router(port);
        routers.put(port, now != null && now.isOf(listeners) ? now : new Router(listeners));
      });
      return new Snapshot(parts, Map.copyOf(routers));
    }
  }
}

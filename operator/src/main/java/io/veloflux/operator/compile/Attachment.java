package io.veloflux.operator.compile;

import io.veloflux.crd.Reasons;
import io.veloflux.crd.Route;
import io.veloflux.operator.compile.Readings.Read;
import io.veloflux.operator.compile.RouteDraft.Entrance;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts Routes onto the listeners of their LoadBalancer: by hostname, within what the tenant may
/// claim.
final class Attachment {
  private final TenantPolicy policy;
  private final LastGood lastGood;
  private final Map<String, LoadBalancerDraft> loadBalancers = new HashMap<>();
  private final Map<String, ListenerDraft> listeners = new HashMap<>();
  private @Nullable LoadBalancerDraft defaultOne;

  Attachment(TenantPolicy policy, LastGood lastGood, List<LoadBalancerDraft> loadBalancers) {
    this.policy = policy;
    this.lastGood = lastGood;
    for (LoadBalancerDraft loadBalancer : loadBalancers) {
      this.loadBalancers.put(loadBalancer.age().name(), loadBalancer);
      if (loadBalancer.isDefault()) defaultOne = loadBalancer;
      for (ListenerDraft listener : loadBalancer.listeners())
        listeners.put(listener.id(), listener);
    }
  }

  /// In the given order. Of more than the tenant's limit the younger ones get no place.
  List<RouteDraft> attach(List<Read> routes) {
    List<RouteDraft> drafts = new ArrayList<>(routes.size());
    Set<Read> beyond = beyondLimit(routes);
    for (Read route : routes) {
      Judgement judgement = Judgement.ofReferring("Route", route.route());
      if (!beyond.contains(route)) {
        drafts.add(attach(route, judgement));
      } else {
        judgement.refuse(
            Reasons.LIMIT_EXCEEDED,
            "spec.limits.routes of the Tenant is %d, and older routes use it up; delete some or raise it"
                .formatted(policy.maxRoutes()));
        drafts.add(new RouteDraft(route.age(), judgement, new Reading(), null, List.of()));
      }
    }
    return drafts;
  }

  private Set<Read> beyondLimit(List<Read> routes) {
    if (routes.size() <= policy.maxRoutes()) return Set.of();
    Set<Read> beyond = Collections.newSetFromMap(new IdentityHashMap<>());
    routes.stream()
        .sorted(Comparator.comparing(Read::age))
        .skip(policy.maxRoutes())
        .forEach(beyond::add);
    return beyond;
  }

  private RouteDraft attach(Read route, Judgement judgement) {
    Reading reading = route.reading();
    Route.@Nullable Spec spec = route.route().getSpec();
    if (spec == null || !reading.isSound()) {
      RouteConfig served = lastGood.route(route.id());
      return new RouteDraft(
          route.age(),
          judgement,
          reading,
          served,
          served == null ? List.of() : servedEntrances(route.id()));
    }
    return new RouteDraft(
        route.age(),
        judgement,
        reading,
        route.said().config(),
        entrances(judgement, spec.loadBalancer(), route.said()));
  }

  private List<Entrance> entrances(Judgement judgement, @Nullable String name, RouteReading route) {
    LoadBalancerDraft loadBalancer = name == null ? defaultOne : loadBalancers.get(name);
    if (loadBalancer == null) {
      String message =
          name == null
              ? "the tenant has no default LoadBalancer yet; it is made by the operator"
              : "there is no LoadBalancer %s in this namespace; make it, or name another"
                  .formatted(Reading.quote(name));
      judgement.refuse(Reasons.LOAD_BALANCER_NOT_FOUND, message);
      judgement.unresolved(Reasons.LOAD_BALANCER_NOT_FOUND, message);
      return List.of();
    }
    List<Entrance> entrances = new ArrayList<>();
    List<String> outside = new ArrayList<>(route.hostnames());
    for (ListenerDraft listener : loadBalancer.listeners()) {
      Map<String, String> hosts =
          new LinkedHashMap<>(); // host → the narrowest hostname of the route that has it
      for (String original : route.hostnames()) {
        String host = Hostnames.intersect(listener.hostname(), original);
        if (host == null) continue;
        outside.remove(original);
        hosts.merge(host, original, (a, b) -> Hostnames.breadth(a) <= Hostnames.breadth(b) ? a : b);
      }
      hosts.forEach((host, original) ->
          entrances.add(new Entrance(listener, host, original, route.matches())));
    }
    if (entrances.isEmpty()) {
      judgement.refuse(
          Reasons.NO_MATCHING_LISTENER,
          "no listener of LoadBalancer '%s' has any of these hostnames; change one side"
              .formatted(loadBalancer.age().name()));
    } else if (!outside.isEmpty()) {
      judgement.note("no listener has the hostnames " + String.join(", ", outside));
    }
    return allowed(judgement, entrances);
  }

  /// Without those that the Tenant's own spec rules out.
  private List<Entrance> allowed(Judgement judgement, List<Entrance> entrances) {
    if (policy.allowedDomains() == null) return entrances;
    List<String> refused =
        entrances.stream()
            .filter(e -> e.listener().isShared() && !policy.allows(e.host()))
            .map(Entrance::host)
            .distinct()
            .toList();
    for (String host : refused) {
      judgement.refuse(
          Reasons.HOSTNAME_NOT_ALLOWED,
          (host.isEmpty() ? "a route for every hostname" : "hostname '" + host + "'")
              + " is outside spec.allowedDomains of the Tenant; choose one within, or have it extended");
    }
    return refused.isEmpty()
        ? entrances
        : entrances.stream()
            .filter(e -> !e.listener().isShared() || policy.allows(e.host()))
            .toList();
  }

  /// Where the last good version is served, as far as those listeners still are what they were.
  private List<Entrance> servedEntrances(String id) {
    Map<ListenerDraft, Map<String, List<MatchConfig>>> served = new LinkedHashMap<>();
    for (LastGood.Place place : lastGood.places(id)) {
      ListenerDraft listener = listeners.get(place.listener());
      if (listener == null || !Hostnames.covers(listener.hostname(), place.host())) continue;
      if (listener.isShared() && !policy.allows(place.host())) continue;
      served
          .computeIfAbsent(listener, _ -> new LinkedHashMap<>())
          .computeIfAbsent(place.host(), _ -> new ArrayList<>())
          .add(place.match());
    }
    List<Entrance> entrances = new ArrayList<>();
    served.forEach((listener, hosts) ->
        hosts.forEach(
            (host, matches) -> entrances.add(new Entrance(listener, host, host, matches))));
    return entrances;
  }
}

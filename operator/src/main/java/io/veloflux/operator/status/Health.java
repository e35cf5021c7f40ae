package io.veloflux.operator.status;

import io.veloflux.crd.Condition;
import io.veloflux.crd.Reasons;
import io.veloflux.operator.observe.FleetView;
import io.veloflux.operator.observe.ObservedProxy;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.state.ProxyState.EndpointState;
import io.veloflux.proxy.state.ProxyState.PoolState;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the endpoints of a Pool or Backend are, as most of the proxies see them. Endpoints that are
/// not checked count as healthy; those that drain do not count.
///
/// @param silent endpoints that are checked and that no proxy reported on yet
/// @param reason of one failed check, `""` when there is none
record Health(boolean checked, int healthy, int all, int silent, String reason) {
  static final Health NONE = new Health(false, 0, 0, 0, "");

  /// @param votes of the proxies, [#votes]
  static Health of(PoolConfig pool, List<EndpointConfig> endpoints, Map<String, Vote> votes) {
    boolean checked = pool.check() != null;
    int healthy = 0;
    int all = 0;
    int silent = 0;
    String reason = "";
    for (EndpointConfig endpoint : endpoints) {
      if (endpoint.state() == EndpointConfig.State.DRAINING) continue;
      all++;
      Vote vote = votes.get(pool.id() + " " + endpoint.authority());
      if (!checked) healthy++;
      else if (vote == null) silent++;
      else if (vote.isHealthy()) healthy++;
      else if (reason.isEmpty()) reason = endpoint.authority() + ": " + vote.reason;
    }
    return new Health(checked, healthy, all, silent, reason);
  }

  /// What the ready proxies say of each endpoint, by `pool authority`.
  static Map<String, Vote> votes(String tenant, FleetView fleet) {
    Map<String, Vote> votes = new HashMap<>();
    for (ObservedProxy proxy : fleet.ready()) {
      TenantState state = proxy.tenant(tenant);
      if (state == null) continue;
      for (PoolState pool : state.pools()) {
        for (EndpointState endpoint : pool.endpoints()) {
          votes
              .computeIfAbsent(pool.pool() + " " + endpoint.endpoint(), _ -> new Vote())
              .add(endpoint);
        }
      }
    }
    return votes;
  }

  Health plus(Health other) {
    return new Health(
        checked || other.checked,
        healthy + other.healthy,
        all + other.all,
        silent + other.silent,
        reason.isEmpty() ? other.reason : reason);
  }

  String counts() {
    return healthy + "/" + all;
  }

  Judgement judgement() {
    if (all == 0) {
      return no(Reasons.NO_ENDPOINTS, "there are no endpoints: requests are answered with 503");
    }
    if (!checked) {
      return new Judgement(
          Condition.HEALTHY,
          Judgement.TRUE,
          Reasons.NOT_CHECKED,
          "no health check is configured: endpoints count as healthy");
    }
    if (healthy == all)
      return new Judgement(
          Condition.HEALTHY, Judgement.TRUE, Reasons.HEALTHY, counts() + " endpoints are healthy");
    if (healthy + silent == all && healthy == 0) {
      return new Judgement(
          Condition.HEALTHY,
          Judgement.UNKNOWN,
          Reasons.PENDING,
          "no proxy has checked the endpoints yet");
    }
    String message =
        counts()
            + " endpoints are healthy"
            + (silent > 0 ? ", " + silent + " not checked yet" : "")
            + (reason.isEmpty() ? "" : "; " + reason);
    return no(healthy == 0 ? Reasons.NONE_HEALTHY : Reasons.SOME_UNHEALTHY, message);
  }

  private static Judgement no(String reason, String message) {
    return new Judgement(Condition.HEALTHY, Judgement.FALSE, reason, message);
  }

  /// The proxies' votes on one endpoint. A tie counts as unhealthy.
  static final class Vote {
    private int up;
    private int down;
    private String reason = "";

    private void add(EndpointState state) {
      if (state.healthy()) up++;
      else down++;
      if (reason.isEmpty()) reason = state.reason();
    }

    boolean isHealthy() {
      return up > down;
    }
  }
}

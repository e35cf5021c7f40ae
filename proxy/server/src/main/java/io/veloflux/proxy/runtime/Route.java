package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.RouteConfig.Retry;
import io.veloflux.proxy.config.RouteConfig.Timeouts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to a request once matched. Immutable but for the turn of its targets; any thread
/// may use it.
public final class Route {
  private final String tenant;
  private final RouteConfig config;
  private final List<Target> all;
  private final WeightedTargets targets;

  /// @param targets as the configuration has them
  Route(String tenant, RouteConfig config, List<Target> targets, List<Integer> weights) {
    this.tenant = tenant;
    this.config = config;
    this.all = List.copyOf(targets);
    this.targets = new WeightedTargets(targets, weights);
  }

  /// Whether it is still right for this configuration with these pools.
  boolean isOf(RouteConfig other, Map<String, Pool> pools) {
    if (!config.equals(other)) return false;
    for (Target target : all) {
      if (target instanceof Target.Forward(Pool pool) && pools.get(pool.id()) != pool) return false;
    }
    return true;
  }

  /// `route/NAMESPACE/NAME`.
  public String id() {
    return config.id();
  }

  public String tenant() {
    return tenant;
  }

  /// To be checked in this order before anything is sent.
  public List<Admission> admission() {
    return config.admission();
  }

  public Timeouts timeouts() {
    return config.timeouts();
  }

  /// `null` passes on whatever a backend answers.
  public @Nullable Retry retry() {
    return config.retry();
  }

  /// The next target's turn, by weight. Where all weights are 0 it is `Reject(503, NoWeight)`.
  public Target draw() {
    return targets.next();
  }
}

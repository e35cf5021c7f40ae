package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.RouteConfig.Timeouts;
import java.util.List;

/// What happens to a request once matched. Immutable but for the turn of its targets; any thread
/// may use it.
public final class Route {
  private final String id;
  private final String tenant;
  private final List<Admission> admission;
  private final Timeouts timeouts;
  private final WeightedTargets targets;

  Route(
      String tenant,
      String id,
      List<Admission> admission,
      Timeouts timeouts,
      WeightedTargets targets) {
    this.id = id;
    this.tenant = tenant;
    this.admission = admission;
    this.timeouts = timeouts;
    this.targets = targets;
  }

  /// `route/NAMESPACE/NAME`.
  public String id() {
    return id;
  }

  public String tenant() {
    return tenant;
  }

  /// To be checked in this order before anything is sent.
  public List<Admission> admission() {
    return admission;
  }

  public Timeouts timeouts() {
    return timeouts;
  }

  /// The next target's turn, by weight. Where all weights are 0 it is `Reject(503, NoWeight)`.
  public Target draw() {
    return targets.next();
  }
}

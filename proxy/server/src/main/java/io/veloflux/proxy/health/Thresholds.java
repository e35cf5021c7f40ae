package io.veloflux.proxy.health;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import io.veloflux.proxy.runtime.Endpoint.Health;

/// When results of checks change what is thought of an endpoint: the first result decides at once;
/// later it takes [HealthCheck#healthyThreshold] good or [HealthCheck#unhealthyThreshold] bad ones
/// in a row.
///
/// One thread uses it.
final class Thresholds {
  private final HealthCheck check;
  private Health health;
  private int against; // results in a row that contradict `health`

  Thresholds(HealthCheck check, Health now) {
    this.check = check;
    this.health = now;
  }

  /// @return what is thought of it from now on
  Health after(boolean passed) {
    Health says = passed ? Health.HEALTHY : Health.UNHEALTHY;
    against = says == health ? 0 : against + 1;
    int needed = passed ? check.healthyThreshold() : check.unhealthyThreshold();
    if (health == Health.UNKNOWN || against >= needed) {
      health = says;
      against = 0;
    }
    return health;
  }
}

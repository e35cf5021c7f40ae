package io.veloflux.proxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to reach a set of equal endpoints.
///
/// @param id `pool/NAMESPACE/NAME`, unique over all tenants
/// @param check `null` checks nothing: endpoints count as healthy
/// @param connectMillis to open a connection; then another endpoint is tried
/// @param idleMillis an unused connection is closed
public record PoolConfig(
    String id,
    Algorithm algorithm,
    @Nullable HealthCheck check,
    long connectMillis,
    long idleMillis,
    List<EndpointConfig> endpoints) {

  public PoolConfig {
    id = Values.text(id);
    algorithm = Values.or(algorithm, Algorithm.ROUND_ROBIN);
    connectMillis = connectMillis == 0 ? 2_000 : connectMillis;
    idleMillis = idleMillis == 0 ? 30_000 : idleMillis;
    endpoints = Values.copy(endpoints);
  }

  public enum Algorithm {
    ROUND_ROBIN,
    WEIGHTED_ROUND_ROBIN,
    STATIC_ROUND_ROBIN,
    LEAST_CONNECTIONS,
    SOURCE_HASH,
    URI_HASH,
    ADAPTIVE
  }

  /// One probe for each endpoint and interval, however many routes use the pool.
  public record HealthCheck(
      String path,
      long intervalMillis,
      long timeoutMillis,
      int expectedStatus,
      int healthyThreshold,
      int unhealthyThreshold) {
    public HealthCheck {
      path = Values.text(path);
    }
  }
}

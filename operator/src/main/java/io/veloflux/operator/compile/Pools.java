package io.veloflux.operator.compile;

import io.veloflux.crd.Pool;
import io.veloflux.crd.Pool.HealthCheck;
import io.veloflux.crd.Pool.PoolTimeouts;
import io.veloflux.crd.Reasons;
import io.veloflux.proxy.config.PoolConfig;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's Pools; their endpoints come from [Backends].
final class Pools {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

  private final TenantPolicy policy;
  private final LastGood lastGood;

  Pools(TenantPolicy policy, LastGood lastGood) {
    this.policy = policy;
    this.lastGood = lastGood;
  }

  /// By name, also those that are not served.
  SortedMap<String, PoolDraft> read(List<Pool> pools) {
    SortedMap<String, PoolDraft> drafts = new TreeMap<>();
    for (Pool pool : Age.oldestFirst(pools)) {
      Judgement judgement = Judgement.of("Pool", pool);
      PoolConfig config = null;
      if (drafts.size() < policy.maxPools()) config = read(judgement, pool);
      else {
        judgement.refuse(
            Reasons.LIMIT_EXCEEDED,
            "spec.limits.pools of the Tenant is %d, and older pools use it up; delete some or raise it"
                .formatted(policy.maxPools()));
      }
      drafts.put(Age.name(pool), new PoolDraft(judgement, config));
    }
    return drafts;
  }

  private @Nullable PoolConfig read(Judgement judgement, Pool pool) {
    String id = PoolDraft.id(Age.namespace(pool), Age.name(pool));
    Reading reading = new Reading();
    PoolConfig config = read(reading, id, pool.getSpec());
    if (reading.isSound()) return config;
    PoolConfig served = lastGood.pool(id);
    judgement.invalid(reading, served != null);
    return served;
  }

  private static PoolConfig read(Reading reading, String id, Pool.@Nullable Spec given) {
    if (given == null) reading.wrong("spec", "is missing");
    Pool.Spec spec = given == null ? new Pool.Spec(null, null, null) : given;
    PoolTimeouts timeouts =
        spec.timeouts() == null ? new PoolTimeouts(null, null) : spec.timeouts();
    return new PoolConfig(
        id,
        algorithm(
            reading.word(
                "spec.algorithm",
                spec.algorithm(),
                Pool.Algorithm.DEFAULT,
                Pool.Algorithm.Unknown)),
        check(reading, spec.healthCheck()),
        millis(reading, "spec.timeouts.connect", timeouts.connect(), PoolTimeouts.CONNECT),
        millis(reading, "spec.timeouts.idle", timeouts.idle(), PoolTimeouts.IDLE),
        List.of());
  }

  private static PoolConfig.Algorithm algorithm(Pool.Algorithm algorithm) {
    return switch (algorithm) {
      case RoundRobin, Unknown -> PoolConfig.Algorithm.ROUND_ROBIN;
      case WeightedRoundRobin -> PoolConfig.Algorithm.WEIGHTED_ROUND_ROBIN;
      case StaticRoundRobin -> PoolConfig.Algorithm.STATIC_ROUND_ROBIN;
      case LeastConnections -> PoolConfig.Algorithm.LEAST_CONNECTIONS;
      case SourceHash -> PoolConfig.Algorithm.SOURCE_HASH;
      case UriHash -> PoolConfig.Algorithm.URI_HASH;
      case Adaptive -> PoolConfig.Algorithm.ADAPTIVE;
    };
  }

  private static PoolConfig.@Nullable HealthCheck check(
      Reading reading, @Nullable HealthCheck check) {
    if (check == null) return null;
    Pool.Mode mode =
        reading.word("spec.healthCheck.mode", check.mode(), Pool.Mode.DEFAULT, Pool.Mode.Unknown);
    if (mode == Pool.Mode.None) return null;
    String path = check.path() == null ? HealthCheck.PATH : check.path();
    if (!path.startsWith("/")
        || path.length() > 1024
        || !path.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#')) {
      reading.wrong(
          "spec.healthCheck.path",
          "is %s, which is no path such as /health".formatted(Reading.quote(path)));
    }
    long interval =
        reading.millis(
            "spec.healthCheck.interval",
            check.interval(),
            HealthCheck.INTERVAL,
            SHORTEST_INTERVAL,
            LONGEST_INTERVAL);
    return new PoolConfig.HealthCheck(
        path,
        interval,
        reading.millis(
            "spec.healthCheck.timeout",
            check.timeout(),
            HealthCheck.TIMEOUT,
            SHORTEST_TIMEOUT,
            Duration.ofMillis(interval)),
        reading.number(
            "spec.healthCheck.expectedStatus",
            check.expectedStatus(),
            HealthCheck.EXPECTED_STATUS,
            100,
            599),
        reading.number(
            "spec.healthCheck.healthyThreshold",
            check.healthyThreshold(),
            HealthCheck.HEALTHY_THRESHOLD,
            1,
            100),
        reading.number(
            "spec.healthCheck.unhealthyThreshold",
            check.unhealthyThreshold(),
            HealthCheck.UNHEALTHY_THRESHOLD,
            1,
            100));
  }

  private static long millis(
      Reading reading, String field, @Nullable String text, String otherwise) {
    return reading.millis(field, text, otherwise, Duration.ofMillis(1), Reading.LONGEST);
  }
}

package io.veloflux.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The meters of [Meter], and how Prometheus reads them.
///
/// Any thread may call it. Recording an exchange finds its meters by two look-ups and allocates
/// nothing once they are there.
public final class Metrics implements ExchangeLog, AutoCloseable {
  private static final Duration[] BUCKETS =
      Stream.of(5, 25, 100, 250, 1_000, 2_500, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /// Words for reasons come from the code and from compiled configurations: few, but nobody counts
  /// them.
  private static final int MOST_REASONS = 64;

  private static final String OTHER = "Other";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /// Tenant → pool → its meters.
  private final Map<String, Map<String, PoolMeters>> pools = new ConcurrentHashMap<>();

  private final Map<String, Counter> reasons = new ConcurrentHashMap<>();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /// In the text format of Prometheus.
  public String scrape() {
    return registry.scrape();
  }

  /// A meter without labels that shows what somebody else knows.
  public void gauge(Meter meter, Supplier<Number> value) {
    Gauge.builder(meter.id(), value)
        .description(meter.description())
        .strongReference(true)
        .register(registry);
  }

  public Counter counter(Meter meter, String... values) {
    Counter.Builder builder =
        Counter.builder(meter.id()).description(meter.description()).tags(tags(meter, values));
    if (!meter.unit().isEmpty()) builder.baseUnit(meter.unit());
    return builder.register(registry);
  }

  static Tags tags(Meter meter, String... values) {
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) tags = tags.and(meter.labels().get(i), values[i]);
    return tags;
  }

  @Override
  public void finished(ExchangeRecord exchange) {
    Map<String, PoolMeters> its = pools.get(exchange.tenant()); // without the lock of the others
    PoolMeters meters = its == null ? null : its.get(exchange.pool());
    (meters == null ? meters(exchange.tenant(), exchange.pool()) : meters).record(exchange);
    if (!exchange.reason().isEmpty()) reason(exchange.reason()).increment();
  }

  private PoolMeters meters(String tenant, String pool) {
    return pools
        .computeIfAbsent(tenant, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(pool, _ -> new PoolMeters(tenant, pool));
  }

  private Counter reason(String reason) {
    Counter known = reasons.get(reason);
    if (known != null) return known;
    String word = reasons.size() < MOST_REASONS ? reason : OTHER;
    return reasons.computeIfAbsent(word, it -> counter(Meter.FAILURES, it));
  }

  /// Forgets the meters of pools that are not served any more.
  ///
  /// @param served tenant → ids of its pools
  void keepOnly(Map<String, Set<String>> served) {
    pools.forEach((tenant, its) -> {
      Set<String> kept = served.getOrDefault(tenant, Set.of());
      its.forEach((pool, meters) -> {
        if (!pool.isEmpty() && !kept.contains(pool) && its.remove(pool, meters)) meters.remove();
      });
    });
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private final class PoolMeters {
    private static final int CLASSES = 6;

    /// By hundreds of the status; 0 for none.
    private final Counter[] requests = new Counter[CLASSES];

    private final Timer duration;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter attempts;

    PoolMeters(String tenant, String pool) {
      for (int hundreds = 0; hundreds < CLASSES; hundreds++) {
        String status = hundreds == 0 ? "none" : hundreds + "xx";
        requests[hundreds] = counter(Meter.REQUESTS, tenant, pool, status);
      }
      duration =
          Timer.builder(Meter.DURATION.id())
              .description(Meter.DURATION.description())
              .tags(tags(Meter.DURATION, tenant, pool))
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      bytesIn = counter(Meter.BYTES_IN, tenant, pool);
      bytesOut = counter(Meter.BYTES_OUT, tenant, pool);
      attempts = counter(Meter.ATTEMPTS, tenant, pool);
    }

    void record(ExchangeRecord exchange) {
      int hundreds = exchange.status() / 100;
      requests[hundreds > 0 && hundreds < CLASSES ? hundreds : 0].increment();
      duration.record(exchange.durationNanos(), TimeUnit.NANOSECONDS);
      bytesIn.increment((double) exchange.bytesIn());
      bytesOut.increment((double) exchange.bytesOut());
      attempts.increment(exchange.attempts());
    }

    void remove() {
      for (Counter counter : requests) registry.remove(counter);
      registry.remove(duration);
      registry.remove(bytesIn);
      registry.remove(bytesOut);
      registry.remove(attempts);
    }
  }
}

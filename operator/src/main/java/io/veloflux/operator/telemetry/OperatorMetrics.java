package io.veloflux.operator.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/// The catalogue of the operator's metrics. No label has unbounded values: nothing is told by
/// tenant or object.
///
/// Any thread may use it.
public final class OperatorMetrics implements AutoCloseable {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Timer reconcile =
      histogram(
          "veloflux_operator_reconcile",
          "One pass over a tenant, from reading its objects to drafting statuses");
  private final Timer compile =
      histogram("veloflux_operator_compile", "From a tenant's objects to its configuration");
  private final Timer publish =
      histogram("veloflux_operator_publish", "Writing a changed configuration");
  private final Timer propagation =
      histogram(
          "config_propagation",
          "From a configuration being published to every ready proxy serving it");

  public void reconciled(Duration took) {
    reconcile.record(took);
  }

  public void compiled(Duration took) {
    compile.record(took);
  }

  public void propagated(Duration took) {
    propagation.record(took);
  }

  /// @param outcome `written`, `unchanged`, `held` or `failed`
  public void published(String outcome, Duration took) {
    if (outcome.equals("written")) publish.record(took);
    counter("veloflux_operator_publications", "Attempts to publish a configuration", outcome)
        .increment();
  }

  public void statusWritten(boolean success) {
    counter("veloflux_operator_status_writes", "Writes of a status", success ? "written" : "failed")
        .increment();
  }

  public void tenantFailed() {
    Counter.builder("veloflux_operator_tenant_failures")
        .description("Passes over a tenant that ended by a surprise; the log names the tenant")
        .register(registry)
        .increment();
  }

  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /// @return in Prometheus' text format
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private Counter counter(String name, String description, String outcome) {
    return Counter.builder(name)
        .description(description)
        .tag("outcome", outcome)
        .register(registry);
  }

  private Timer histogram(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }
}

package io.veloflux.proxy.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.TenantPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The meters that show what is served now: endpoints, requests in flight, routes. Values are read
/// when they are asked for; the set of lines follows the snapshot.
public final class SnapshotMetrics {
  private final Metrics metrics;
  private final MultiGauge endpoints;
  private final MultiGauge inFlight;
  private final MultiGauge waiting;
  private final MultiGauge routes;
  private final Counter snapshots;
  private volatile int refused;

  public SnapshotMetrics(Metrics metrics) {
    this.metrics = metrics;
    endpoints = multi(Meter.ENDPOINTS);
    inFlight = multi(Meter.IN_FLIGHT);
    waiting = multi(Meter.WAITING);
    routes = multi(Meter.ROUTES);
    snapshots = metrics.counter(Meter.SNAPSHOTS);
    metrics.gauge(Meter.REFUSED, () -> refused);
  }

  private MultiGauge multi(Meter meter) {
    return MultiGauge.builder(meter.id())
        .description(meter.description())
        .register(metrics.registry());
  }

  /// One thread at a time.
  public void follow(Applied applied) {
    List<Row<?>> ofEndpoints = new ArrayList<>();
    List<Row<?>> ofInFlight = new ArrayList<>();
    List<Row<?>> ofWaiting = new ArrayList<>();
    List<Row<?>> ofRoutes = new ArrayList<>();
    Map<String, Set<String>> served = new HashMap<>();
    for (TenantPart part : applied.snapshot().tenants().values()) {
      String tenant = part.tenant();
      int count = part.config().routes().size();
      ofRoutes.add(Row.of(Metrics.tags(Meter.ROUTES, tenant), count));
      served.put(tenant, part.pools().keySet());
      for (Pool pool : part.pools().values()) {
        ofInFlight.add(
            Row.of(
                Metrics.tags(Meter.IN_FLIGHT, tenant, pool.id()), pool, SnapshotMetrics::inFlight));
        ofWaiting.add(
            Row.of(Metrics.tags(Meter.WAITING, tenant, pool.id()), pool, it -> it.line().size()));
        for (Endpoint.Health health : Endpoint.Health.values()) {
          String word = health.name().toLowerCase(Locale.ROOT);
          ofEndpoints.add(
              Row.of(
                  Metrics.tags(Meter.ENDPOINTS, tenant, pool.id(), word),
                  pool,
                  it -> with(it, health)));
        }
      }
    }
    endpoints.register(ofEndpoints, true);
    inFlight.register(ofInFlight, true);
    waiting.register(ofWaiting, true);
    routes.register(ofRoutes, true);
    snapshots.increment();
    refused = applied.refused().size();
    metrics.keepOnly(served);
  }

  private static double inFlight(Pool pool) {
    return pool.endpoints().stream().mapToInt(Endpoint::inFlight).sum();
  }

  private static double with(Pool pool, Endpoint.Health health) {
    return pool.endpoints().stream().filter(endpoint -> endpoint.health() == health).count();
  }
}

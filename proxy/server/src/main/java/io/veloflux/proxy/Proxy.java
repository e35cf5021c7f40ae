package io.veloflux.proxy;

import io.veloflux.proxy.admin.AdminServer;
import io.veloflux.proxy.admin.StateReport;
import io.veloflux.proxy.health.HealthChecks;
import io.veloflux.proxy.health.HttpProbe;
import io.veloflux.proxy.listener.HttpServer;
import io.veloflux.proxy.listener.ServerSettings;
import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.runtime.ApplyQueue;
import io.veloflux.proxy.runtime.NameLookup;
import io.veloflux.proxy.runtime.NameRefresher;
import io.veloflux.proxy.runtime.Snapshot;
import io.veloflux.proxy.source.ConfigSource;
import io.veloflux.proxy.source.FileSource;
import io.veloflux.proxy.source.KubernetesSource;
import io.veloflux.proxy.source.LastGood;
import io.veloflux.proxy.source.LastGoodWriter;
import io.veloflux.proxy.source.Offer;
import io.veloflux.proxy.source.WithLastGood;
import io.veloflux.proxy.telemetry.AccessLog;
import io.veloflux.proxy.telemetry.ExchangeLog;
import io.veloflux.proxy.telemetry.Meter;
import io.veloflux.proxy.telemetry.Metrics;
import io.veloflux.proxy.telemetry.SnapshotMetrics;
import io.veloflux.proxy.tls.Contexts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A running proxy. It serves what its source says and is ready once it has everything that the
/// source had at first.
///
/// Any thread may call it.
public final class Proxy implements AutoCloseable {
  private static final Duration FILE_PAUSE = Duration.ofMillis(200);
  private static final Duration NAME_REFRESH = Duration.ofSeconds(1);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

  /// What is to be closed, last started first.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final HttpServer server;
  private final Applier applier;
  private final ApplyQueue queue;
  private final StateReport report;
  private final AdminServer admin;

  /// @throws IOException if the admin port is taken or the folder for last good copies cannot be
  ///   used; nothing is left running then
  public static Proxy start(ProxySettings settings) throws IOException {
    return new Proxy(settings);
  }

  @SuppressWarnings({
    "this-escape",
    "NullAway.Init"
  }) // the class is final; `current` is not asked before a socket is open
  private Proxy(ProxySettings settings) throws IOException {
    try {
      RandomGenerator random = new Random();
      Metrics metrics = started(new Metrics());
      NameRefresher names =
          started(new NameRefresher(NameLookup.system(), NAME_REFRESH, FIRST_ANSWER));
      ServerSettings its =
          new ServerSettings(
              settings.bindAddress(), settings.eventLoops(), settings.acceptWhileDraining());
      server = started(new HttpServer(its, this::current, log(settings, metrics)));
      Contexts contexts = Contexts.best();
      applier = new Applier(server, names, contexts, random);
      report = new StateReport(settings.name(), applier::applied);
      HealthChecks checks = started(new HealthChecks(new HttpProbe(), random, report::changed));
      gauges(metrics);
      metrics.gauge(Meter.TLS_NATIVE, () -> contexts.isNative() ? 1 : 0);
      SnapshotMetrics snapshots = new SnapshotMetrics(metrics);

      List<Consumer<Applied>> listeners = new ArrayList<>();
      listeners.add(applied -> checks.follow(applied.snapshot()));
      listeners.add(_ -> report.ready());
      listeners.add(snapshots::follow);
      ConfigSource source = source(settings.source());
      if (settings.lastGood() != null) {
        LastGood lastGood = new LastGood(settings.lastGood());
        LastGoodWriter writer = started(new LastGoodWriter(lastGood));
        listeners.add(applied -> writer.keep(served(applied)));
        source = new WithLastGood(source, lastGood, settings.sourcePatience(), report::stale);
      }

      queue = started(new ApplyQueue(applier, listeners));
      admin = started(new AdminServer(settings.admin(), report, applier, metrics::scrape));
      started(source).start(queue);
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  private Snapshot current() {
    return applier.current();
  }

  private ExchangeLog log(ProxySettings settings, Metrics metrics) {
    if (!settings.accessLog()) return metrics;
    AccessLog lines = started(new AccessLog(metrics.counter(Meter.LOG_DROPPED)::increment));
    return exchange -> {
      metrics.finished(exchange);
      lines.finished(exchange);
    };
  }

  private void gauges(Metrics metrics) {
    metrics.gauge(Meter.CONNECTIONS, server::connections);
    metrics.gauge(Meter.TLS_FAILURES, server::failedHandshakes);
    metrics.gauge(Meter.READY, () -> report.isReady() ? 1 : 0);
    metrics.gauge(Meter.STALE, () -> report.isStale() ? 1 : 0);
  }

  private static ConfigSource source(ProxySettings.Source source) {
    return switch (source) {
      case ProxySettings.Source.Files files -> new FileSource(files.path(), FILE_PAUSE);
      case ProxySettings.Source.Kubernetes cluster ->
          new KubernetesSource(cluster.client(), cluster.namespace(), cluster.fleet());
    };
  }

  private static Map<String, Offer.Config> served(Applied applied) {
    Map<String, Offer.Config> served = new HashMap<>();
    applied
        .snapshot()
        .tenants()
        .forEach(
            (tenant, part) -> served.put(tenant, new Offer.Config(part.hash(), part.config())));
    return served;
  }

  public int adminPort() {
    return admin.port();
  }

  /// Whether a complete snapshot is served and nothing drains.
  public boolean isReady() {
    return report.isReady();
  }

  /// @return whether everything that the source had at first is served, after at most that long
  public boolean awaitComplete(Duration atMost) throws InterruptedException {
    return queue.awaitComplete(atMost.toMillis());
  }

  /// Takes itself out of service without losing a request: not ready any more, then no new
  /// connections, then waits until the open ones are done.
  ///
  /// @return whether all were done in time
  public boolean drain(Duration atMost) throws InterruptedException {
    report.draining();
    return server.drain(atMost);
  }

  /// At once.
  @Override
  public void close() {
    closeAll();
  }

  private synchronized void closeAll() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.getLogger(Proxy.class.getName())
            .log(System.Logger.Level.WARNING, "not closed properly", e);
      }
    }
  }
}

package io.veloflux.operator;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.compile.FleetSettings;
import io.veloflux.operator.observe.FleetListener;
import io.veloflux.operator.observe.ProxyObserver;
import io.veloflux.operator.reconcile.Controller;
import io.veloflux.operator.status.StatusWriter;
import io.veloflux.operator.telemetry.HealthServer;
import io.veloflux.operator.telemetry.OperatorMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running operator. Waits by itself for an API server that is away or does not know our kinds
/// yet.
///
/// Any thread may use it.
public final class Operator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Operator.class);
  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(Tenant.class, LoadBalancer.class, Pool.class, Backend.class, Route.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /// So few that statuses never crowd out configurations.
  private static final int STATUS_WRITES_AT_ONCE = 4;

  private final KubernetesClient client;
  private final OperatorMetrics metrics = new OperatorMetrics();
  private final StatusWriter statuses;
  private final ProxyObserver observer;
  private final Controller controller;
  private final @Nullable HealthServer health;
  private final Thread starter;
  private volatile boolean started;

  private Operator(KubernetesClient client, OperatorSettings settings) throws IOException {
    this.client = client;
    statuses = new StatusWriter(client, STATUS_WRITES_AT_ONCE, metrics::statusWritten);
    Relay relay = new Relay();
    observer = new ProxyObserver(settings.proxies(), settings.timing().proxyPatience(), relay);
    controller = controller(client, settings, metrics, statuses, observer);
    relay.to = controller;
    metrics.gauge(
        "veloflux_operator_proxies_ready",
        "Proxies of the fleet that answer and are ready",
        () -> observer.view().ready().size());
    metrics.gauge(
        "veloflux_operator_status_backlog", "Statuses that wait to be written", statuses::backlog);
    health =
        settings.http() == null
            ? null
            : new HealthServer(settings.http(), () -> true, this::isReady, metrics::scrape);
    starter = Thread.ofVirtual().name("operator-start").start(this::waitAndStart);
  }

  /// Starts an operator and returns at once.
  ///
  /// @param client made by [KubernetesClients]; not closed by the operator
  /// @throws IOException if the port of health and metrics is taken
  public static Operator start(KubernetesClient client, OperatorSettings settings)
      throws IOException {
    return new Operator(client, settings);
  }

  /// Whether everything is being watched.
  public boolean isReady() {
    return started && controller.isHealthy();
  }

  /// Where health and metrics are served, 0 if nowhere.
  public int httpPort() {
    return health == null ? 0 : health.port();
  }

  @Override
  public void close() {
    starter.interrupt();
    // The observer goes last: a pass that saw it closed would report that no proxy answers.
    if (started) controller.close();
    statuses.close();
    observer.close();
    if (health != null) health.close();
    metrics.close();
  }

  private void waitAndStart() {
    try {
      while (!knowsOurKinds()) Thread.sleep(PAUSE);
      controller.start();
      started = true;
      log.info("watching");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread
    }
  }

  private boolean knowsOurKinds() {
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      try {
        client
            .resources(kind)
            .inAnyNamespace()
            .list(new ListOptionsBuilder().withLimit(1L).build());
      } catch (KubernetesClientException e) {
        log.info(
            "waiting for the API server to serve {}: {}", kind.getSimpleName(), e.getMessage());
        return false;
      }
    }
    return true;
  }

  private static Controller controller(
      KubernetesClient client,
      OperatorSettings settings,
      OperatorMetrics metrics,
      StatusWriter statuses,
      ProxyObserver observer) {
    OperatorSettings.Timing timing = settings.timing();
    return new Controller(
        client,
        settings.namespace(),
        settings.fleet(),
        new FleetSettings(settings.sharedPorts(), settings.reservedPorts()),
        settings.leaderElection(),
        new Controller.Times(timing.statusGrace(), timing.shrinkPatience(), timing.resync()),
        statuses,
        observer::view,
        metrics);
  }

  /// Observer and controller need each other; what the observer says before the controller is there
  /// is read later.
  private static final class Relay implements FleetListener {
    private volatile @Nullable FleetListener to;

    @Override
    public void tenantsChanged(Set<String> tenants) {
      FleetListener listener = to;
      if (listener != null) listener.tenantsChanged(tenants);
    }

    @Override
    public void fleetChanged() {
      FleetListener listener = to;
      if (listener != null) listener.fleetChanged();
    }
  }
}

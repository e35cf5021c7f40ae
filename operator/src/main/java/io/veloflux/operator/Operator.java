package io.veloflux.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
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
  private static final Duration STARTER_PATIENCE = Duration.ofSeconds(10);

  /// So few that statuses never crowd out configurations.
  private static final int STATUS_WRITES_AT_ONCE = 4;

  private final KubernetesClient client;
  private final OperatorMetrics metrics = new OperatorMetrics();
  private final StatusWriter statuses;
  private final ProxyObserver observer;
  private final Controller controller;
  private final @Nullable HealthServer health;
  private final Runnable ended;
  private final Thread starter;

  /// Said last; of the starter alone.
  private String waitsFor = "";

  private volatile boolean started;
  private volatile boolean stopped;

  private Operator(KubernetesClient client, OperatorSettings settings, Runnable ended)
      throws IOException {
    this.client = client;
    this.ended = ended;
    statuses = new StatusWriter(client, STATUS_WRITES_AT_ONCE, metrics::statusWritten);
    Relay relay = new Relay();
    observer = new ProxyObserver(settings.proxies(), settings.timing().proxyPatience(), relay);
    controller = controller(client, settings, this::leadershipLost, metrics, statuses, observer);
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
  /// @param ended what to do when it has stopped for good, because another may lead or it could not
  ///   start: end the process, so that a new one is a candidate again. Not called by [#close].
  /// @throws IOException if the port of health and metrics is taken
  public static Operator start(KubernetesClient client, OperatorSettings settings, Runnable ended)
      throws IOException {
    return new Operator(client, settings, ended);
  }

  /// The same in a process that does other things, too: it goes on without this operator.
  public static Operator start(KubernetesClient client, OperatorSettings settings)
      throws IOException {
    return start(client, settings, () -> {});
  }

  /// Whether everything is being watched.
  public boolean isReady() {
    return started && !stopped && controller.isHealthy();
  }

  /// Where health and metrics are served, 0 if nowhere.
  public int httpPort() {
    return health == null ? 0 : health.port();
  }

  @Override
  public void close() {
    stopped = true;
    starter.interrupt();
    awaitStarter();
    // The observer goes last: a pass that saw it closed would report that no proxy answers.
    controller.close();
    statuses.close();
    observer.close();
    if (health != null) health.close();
    metrics.close();
  }

  // Starting and stopping at once would leave watches behind.
  private void awaitStarter() {
    try {
      starter.join(STARTER_PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }

  private void waitAndStart() {
    try {
      while (!knowsOurKinds()) Thread.sleep(PAUSE);
      controller.start();
      started = true;
      log.info("watching");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread
    } catch (RuntimeException e) {
      if (stopped) return; // what a start says when it is interrupted
      log.error("cannot start", e);
      end();
    }
  }

  private void leadershipLost() {
    log.error(
        "the lease was not renewed in time, another operator may lead: nothing more is written");
    end();
  }

  private void end() {
    stopped = true;
    statuses.close();
    ended.run();
  }

  private void sayOnce(String reason) {
    if (!reason.equals(waitsFor)) log.warn(reason);
    waitsFor = reason;
  }

  private boolean knowsOurKinds() {
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      try {
        client
            .resources(kind)
            .inAnyNamespace()
            .list(new ListOptionsBuilder().withLimit(1L).build());
      } catch (KubernetesClientException e) {
        sayOnce(
            e.getCode() == 404
                ? "the custom resource definitions are not installed (%s is missing): waiting for them"
                    .formatted(HasMetadata.getFullResourceName(kind))
                : "waiting for the API server: " + e.getMessage());
        return false;
      }
    }
    return true;
  }

  private static Controller controller(
      KubernetesClient client,
      OperatorSettings settings,
      Runnable leadershipLost,
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
        leadershipLost,
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

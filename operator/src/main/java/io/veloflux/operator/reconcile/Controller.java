package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.veloflux.crd.Labels;
import io.veloflux.operator.compile.FleetSettings;
import io.veloflux.operator.observe.FleetListener;
import io.veloflux.operator.observe.FleetView;
import io.veloflux.operator.publish.ShrinkGuard;
import io.veloflux.operator.publish.SnapshotWriter;
import io.veloflux.operator.publish.TlsWriter;
import io.veloflux.operator.status.StatusWriter;
import io.veloflux.operator.telemetry.OperatorMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Runs [TenantReconciler] on the operator SDK, and sets every default of it that would do harm.
///
/// Hand in what it needs, [#start] it when the API server knows our kinds.
public final class Controller implements FleetListener, AutoCloseable {
  /// Passes at once: enough that tenants whose API calls hang do not hold up others.
  private static final int PASSES = 32;

  private final TenantReconciler reconciler;
  private final Runnable leadershipLost;
  private final Operator sdk;
  private volatile boolean closing;
  private final ExecutorService passes =
      Executors.newFixedThreadPool(PASSES, Thread.ofVirtual().name("pass-", 0).factory());

  /// @param namespace of the fleet; the lease of the leader is there, too
  /// @param leaderElection `false` only where nobody else runs an operator
  /// @param leadershipLost another one may be the leader from now on; called after the last pass
  ///   was interrupted, and by a thread that must not be held up
  /// @param view what is known of the proxies
  public Controller(
      KubernetesClient client,
      String namespace,
      String fleetName,
      FleetSettings fleet,
      boolean leaderElection,
      Runnable leadershipLost,
      Times times,
      StatusWriter statuses,
      Supplier<FleetView> view,
      OperatorMetrics metrics) {
    this.leadershipLost = leadershipLost;
    InstantSource clock = InstantSource.system();
    reconciler =
        new TenantReconciler(
            new TenantReconciler.Tools(
                client,
                namespace,
                fleetName,
                fleet,
                new SnapshotWriter(client, namespace, fleetName),
                new TlsWriter(client, namespace, fleetName),
                new ShrinkGuard(times.shrinkPatience, clock),
                statuses,
                view,
                metrics,
                times.statusGrace,
                clock));
    sdk = new Operator(overrider -> configure(overrider, client, namespace, leaderElection));
    sdk.register(
        reconciler,
        configuration ->
            configuration
                .withName(Labels.OPERATOR)
                .withFieldManager(Labels.OPERATOR)
                .withItemStore(new SlimStore<>())
                .withGenerationAware(true)
                .withReconciliationMaxInterval(times.resync)
                .withRetry(
                    new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(200)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(60_000)));
  }

  private void configure(
      ConfigurationServiceOverrider overrider,
      KubernetesClient client,
      String namespace,
      boolean leaderElection) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withExecutorService(passes)
        .withStopOnInformerErrorDuringStartup(false) // what is missing is waited for
        .withCacheSyncTimeout(Duration.ofSeconds(10))
        .withReconciliationTerminationTimeout(Duration.ofSeconds(10))
        .withUseSSAToPatchPrimaryResource(true);
    if (leaderElection) {
      overrider.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Labels.OPERATOR)
              .withLeaseNamespace(namespace)
              .withLeaseDuration(Duration.ofSeconds(8))
              .withRenewDeadline(Duration.ofSeconds(6))
              .withRetryPeriod(Duration.ofMillis(1_500))
              // the builder, unlike the constructor, would let a leader without a lease go on
              .withLeaderCallbacks(new LeaderCallbacks(() -> {}, this::stopLeading, _ -> {}))
              .build());
    }
  }

  /// Called by the elector: also at the orderly end, and maybe twice.
  private void stopLeading() {
    if (closing) return;
    closing = true;
    passes.shutdownNow(); // interrupts what is being written
    leadershipLost.run();
  }

  /// Starts to watch, and to reconcile once this one is the leader. Returns when the watches stand.
  ///
  /// @throws OperatorException if it cannot; then it can only be closed
  public void start() {
    sdk.start();
  }

  /// Whether all watches stand.
  public boolean isHealthy() {
    return sdk.getRuntimeInfo().isStarted() && sdk.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void tenantsChanged(Set<String> tenants) {
    reconciler.tenantsChanged(tenants);
  }

  @Override
  public void fleetChanged() {
    reconciler.fleetChanged();
  }

  @Override
  public void close() {
    closing = true;
    sdk.stop();
    reconciler.close();
    passes.shutdownNow();
  }

  /// @param statusGrace how long proxies may take before a status says that they have not yet
  /// @param shrinkPatience how long objects that vanished without a deletion are still served
  /// @param resync how often everything is compared although nothing happened
  public record Times(Duration statusGrace, Duration shrinkPatience, Duration resync) {}
}

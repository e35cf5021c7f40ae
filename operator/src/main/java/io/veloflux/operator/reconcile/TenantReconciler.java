package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.veloflux.crd.Condition;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.compile.Compilation;
import io.veloflux.operator.compile.Compiler;
import io.veloflux.operator.compile.Finding;
import io.veloflux.operator.compile.FleetSettings;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.Serving;
import io.veloflux.operator.compile.TenantClaims;
import io.veloflux.operator.compile.TenantInput;
import io.veloflux.operator.compile.Verdict;
import io.veloflux.operator.observe.FleetListener;
import io.veloflux.operator.observe.FleetView;
import io.veloflux.operator.publish.Deletions;
import io.veloflux.operator.publish.Publication;
import io.veloflux.operator.publish.ShrinkGuard;
import io.veloflux.operator.publish.SnapshotWriter;
import io.veloflux.operator.publish.TlsWriter;
import io.veloflux.operator.status.Draft;
import io.veloflux.operator.status.Drafts;
import io.veloflux.operator.status.Rollout;
import io.veloflux.operator.status.Settled;
import io.veloflux.operator.status.StatusWriter;
import io.veloflux.operator.telemetry.OperatorMetrics;
import io.veloflux.proxy.config.ProxyConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass over a tenant, on any event: reads everything, makes what it lacks, compiles,
/// publishes, drafts statuses.
///
/// - It never asks which event it was, and never waits: what serves traffic is written first,
///   statuses are handed to [StatusWriter], what failed is tried in a later pass.
/// - Passes of one tenant follow each other, those of different tenants run side by side; a
///   surprise in one is logged and ends that pass alone.
/// - The SDK writes nothing: it would lose changes that happen meanwhile.
final class TenantReconciler implements Reconciler<Tenant>, FleetListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TenantReconciler.class);
  private static final Duration SYNC_PAUSE = Duration.ofMillis(200);
  private static final Duration CONFLICT_PAUSE = Duration.ofSeconds(15);

  private final Tools tools;
  private final Provisioner provisioner;
  private final CertificateBook certificates;
  private final ClaimBook claims = new ClaimBook(this::readClaims, this::enqueue);
  private final TenantQueue queue = new TenantQueue(this::onTenant, this::onTenantGone);
  private final Map<String, TenantWork> works = new ConcurrentHashMap<>();
  private final Set<String> tenants = ConcurrentHashMap.newKeySet();
  private final Deletions deletions = new Deletions();
  private @Nullable Sources sources; // set once by the SDK, before any event

  TenantReconciler(Tools tools) {
    this.tools = tools;
    this.provisioner = new Provisioner(tools.client);
    this.certificates = new CertificateBook(tools.client, tools.clock, this::enqueue);
  }

  @Override
  public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
    Watches watches =
        new Watches(
            context,
            tools.namespace,
            tools.fleetName,
            tenants::contains,
            tools.publisher::isAsWanted,
            new ObjectHook());
    sources = new Sources(watches, context.getPrimaryCache());
    List<EventSource<?, Tenant>> all = new ArrayList<>(watches.all());
    all.add(queue);
    return all;
  }

  @Override
  public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) {
    Watches watches = sources().watches;
    if (!watches.haveSynced()) return again(SYNC_PAUSE);
    TenantWork work = work(tenant);
    long started = System.nanoTime();
    try {
      Duration next = pass(tenant, work, watches);
      return next.isZero() ? UpdateControl.noUpdate() : again(next);
    } catch (RuntimeException e) {
      tools.metrics.tenantFailed();
      log.error("tenant={} pass failed, what was published stays", name(tenant), e);
      return again(Duration.ofMillis(work.failed()));
    } finally {
      tools.metrics.reconciled(Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /// @return when to look again although nothing happens, or zero
  private Duration pass(Tenant tenant, TenantWork work, Watches watches) {
    String name = name(tenant);
    Provisioner.Result provisioned =
        provisioner.provision(
            tenant, first(watches.namespaces.of(name)), watches.loadBalancers.of(name));
    if (provisioned.state() == Provisioner.State.CONFLICT) {
      tools.statuses.write(
          Drafts.ofTenant(
              tenant,
              conflict(tenant, provisioned.message()),
              tools.statuses,
              tools.clock.instant()));
      return CONFLICT_PAUSE;
    }
    List<ConfigMap> observed = watches.configMaps.of(name);
    SnapshotWriter.Offered offered = tools.publisher.published(tenant, observed);
    if (offered != null && work.rollout.isEmpty())
      work.rollout.published(offered.hash(), offered.config());
    TenantInput input =
        new TenantInput(
            tenant,
            provisioned.loadBalancers(),
            watches.pools.of(name),
            watches.backends.of(name),
            watches.routes.of(name),
            watches.services.of(name),
            watches.endpointSlices.of(name),
            certificates.read(name, Compiler.certificates(provisioned.loadBalancers())),
            claims.current(),
            tools.fleet,
            offered == null ? null : offered.config());
    Compilation compilation = compile(work, input);
    Publication publication = publish(input, compilation.config(), observed, work);
    FleetView view = tools.view.get();
    Rollout.Deliveries deliveries =
        work.rollout.deliveries(compilation.config(), publication, view);
    boolean waiting = draft(input, provisioned, compilation, deliveries, work.settled);
    work.rollout.takePropagation(view).ifPresent(tools.metrics::propagated);
    return next(work, provisioned, publication, waiting);
  }

  private Compilation compile(TenantWork work, TenantInput input) {
    long started = System.nanoTime();
    Compilation compilation = work.compile(input);
    tools.metrics.compiled(Duration.ofNanos(System.nanoTime() - started));
    return compilation;
  }

  private Publication publish(
      TenantInput input, ProxyConfig config, List<ConfigMap> observed, TenantWork work) {
    long started = System.nanoTime();
    Tenant tenant = input.tenant();
    ProxyConfig previous = input.previous();
    Publication publication;
    String held = previous == null ? null : held(input, previous, config);
    if (held != null) publication = new Publication.Held(Reasons.CONFIG_SHRINK_HELD, held);
    else publication = publish(tenant, config, observed);
    switch (publication) {
      case Publication.Published(String hash, boolean written) -> {
        work.rollout.published(hash, config);
        tools.metrics.published(
            written ? "written" : "unchanged", Duration.ofNanos(System.nanoTime() - started));
      }
      case Publication.Held(String reason, String message) -> {
        log.warn("tenant={} reason={} {}", name(tenant), reason, message);
        tools.metrics.published("held", Duration.ZERO);
      }
      case Publication.Failed(String message) -> {
        log.warn("tenant={} not published: {}", name(tenant), message);
        tools.metrics.published("failed", Duration.ZERO);
      }
    }
    return publication;
  }

  /// Certificates go before the configuration that names them, and after the one that did.
  private Publication publish(Tenant tenant, ProxyConfig config, List<ConfigMap> observed) {
    Set<String> named = config.certificates();
    String fault = tools.tls.add(tenant, named, certificates.pairs(name(tenant)));
    if (!fault.isEmpty()) return new Publication.Failed(fault);
    Publication publication = tools.publisher.publish(tenant, config, observed);
    if (publication instanceof Publication.Published(var _, boolean written) && !written) {
      String left = tools.tls.dropOthers(tenant, named);
      if (!left.isEmpty()) log.warn("tenant={} old certificates stay: {}", name(tenant), left);
    }
    return publication;
  }

  private @Nullable String held(TenantInput input, ProxyConfig previous, ProxyConfig config) {
    Predicate<ObjectKey> exists = exists(input);
    return tools.guard.hold(
        name(input.tenant()),
        previous,
        config,
        key -> exists.test(key) || deletions.wasDeleted(key),
        vanished -> LiveObjects.existing(tools.client, vanished));
  }

  /// Looks through the objects when first asked, which is seldom.
  private static Predicate<ObjectKey> exists(TenantInput input) {
    Set<ObjectKey> existing = new HashSet<>();
    return key -> {
      if (existing.isEmpty()) existing.addAll(LiveObjects.keys(input));
      return existing.contains(key);
    };
  }

  /// @return whether some statuses wait for answers of proxies
  private boolean draft(
      TenantInput input,
      Provisioner.Result provisioned,
      Compilation compilation,
      Rollout.Deliveries deliveries,
      Settled settled) {
    boolean waiting = false;
    List<Draft<?>> drafts =
        Drafts.of(
            input,
            verdict(input.tenant(), compilation, provisioned),
            compilation,
            deliveries,
            tools.statuses,
            tools.clock.instant(),
            settled);
    for (Draft<?> draft : drafts) {
      if (draft.provisional()) waiting = true;
      else tools.statuses.write(draft);
    }
    return waiting;
  }

  private Duration next(
      TenantWork work, Provisioner.Result provisioned, Publication publication, boolean waiting) {
    if (publication instanceof Publication.Failed
        || provisioned.state() == Provisioner.State.FAILED) {
      return Duration.ofMillis(work.failed());
    }
    work.succeeded();
    if (publication instanceof Publication.Held(String reason, _)
        && reason.equals(Reasons.CONFIG_SHRINK_HELD)) {
      return SYNC_PAUSE.multipliedBy(5);
    }
    return waiting ? tools.grace : Duration.ZERO;
  }

  private static Verdict verdict(
      Tenant tenant, Compilation compilation, Provisioner.Result provisioned) {
    ObjectKey key = new ObjectKey("Tenant", "", name(tenant));
    for (Verdict verdict : compilation.verdicts()) {
      if (!verdict.object().equals(key)) continue;
      if (provisioned.state() == Provisioner.State.COMPLETE) return verdict;
      Serving blocked = new Serving.Blocked(Reasons.PENDING, provisioned.message());
      return new Verdict(key, verdict.generation(), verdict.findings(), blocked, List.of());
    }
    throw new IllegalStateException("no verdict on the tenant " + name(tenant));
  }

  private static Verdict conflict(Tenant tenant, String message) {
    Long generation = tenant.getMetadata().getGeneration();
    return new Verdict(
        new ObjectKey("Tenant", "", name(tenant)),
        generation == null ? 0 : generation,
        List.of(new Finding(Condition.ACCEPTED, false, Reasons.NAMESPACE_CONFLICT, message)),
        new Serving.Blocked(Reasons.NOT_ACCEPTED, message),
        List.of());
  }

  @Override
  public void close() {
    certificates.close();
  }

  @Override
  public void tenantsChanged(Set<String> changed) {
    changed.forEach(this::enqueue);
  }

  @Override
  public void fleetChanged() {
    tenants.forEach(queue::enqueue);
  }

  private void enqueue(String tenant) {
    if (tenants.contains(tenant)) queue.enqueue(tenant);
  }

  private void onTenant(Tenant tenant) {
    tenants.add(name(tenant));
    claims.changed(name(tenant));
  }

  private void onTenantGone(Tenant tenant) {
    String name = name(tenant);
    tenants.remove(name);
    works.remove(name);
    tools.publisher.forget(name);
    tools.tls.forget(name);
    certificates.forget(name);
    tools.guard.forget(name);
    tools.statuses.forget(new ObjectKey("Tenant", "", name));
    claims.changed(name);
    claims.current(); // tells those who get what it had
  }

  private @Nullable TenantClaims readClaims(String name) {
    Sources known = sources();
    Tenant tenant = known.tenants.get(new ResourceID(name)).orElse(null);
    if (tenant == null) return null;
    SnapshotWriter.Offered offered =
        tools.publisher.published(tenant, known.watches.configMaps.of(name));
    return Compiler.claims(
        tenant,
        known.watches.loadBalancers.of(name),
        known.watches.routes.of(name),
        tools.fleet,
        offered == null ? null : offered.config(),
        work(tenant).readings);
  }

  private TenantWork work(Tenant tenant) {
    String uid = tenant.getMetadata().getUid();
    return works.compute(
        name(tenant),
        (_, old) ->
            old != null && old.uid.equals(uid)
                ? old
                : new TenantWork(uid, new Rollout(tools.grace, tools.clock)));
  }

  private Sources sources() {
    Sources known = sources;
    if (known == null) throw new IllegalStateException("not registered yet");
    return known;
  }

  private static UpdateControl<Tenant> again(Duration after) {
    return UpdateControl.<Tenant>noUpdate().rescheduleAfter(after);
  }

  private static <T> @Nullable T first(List<T> list) {
    return list.isEmpty() ? null : list.getFirst();
  }

  private static String name(Tenant tenant) {
    return tenant.getMetadata().getName();
  }

  /// What a pass needs besides the objects.
  ///
  /// @param namespace of the fleet
  /// @param grace how long proxies may take before a status says that they have not yet
  record Tools(
      KubernetesClient client,
      String namespace,
      String fleetName,
      FleetSettings fleet,
      SnapshotWriter publisher,
      TlsWriter tls,
      ShrinkGuard guard,
      StatusWriter statuses,
      Supplier<FleetView> view,
      OperatorMetrics metrics,
      Duration grace,
      InstantSource clock) {}

  private record Sources(Watches watches, IndexerResourceCache<Tenant> tenants) {}

  /// Keeps what is remembered of objects in step with them.
  private final class ObjectHook implements TenantWatch.Hook<HasMetadata> {
    @Override
    public void exists(String tenant, HasMetadata object) {
      claims.changed(tenant);
      deletions.exists(LiveObjects.key(object));
    }

    @Override
    public void gone(String tenant, HasMetadata object, boolean inferred) {
      claims.changed(tenant);
      ObjectKey key = LiveObjects.key(object);
      if (!inferred) deletions.deleted(key);
      tools.statuses.forget(key);
    }
  }
}

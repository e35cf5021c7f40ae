package io.veloflux.proxy.admin;

import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.TenantPart;
import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.ProxyState.EndpointState;
import io.veloflux.proxy.state.ProxyState.PoolState;
import io.veloflux.proxy.state.ProxyState.TenantState;
import io.veloflux.proxy.state.StateCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the proxy says of itself, and the wait for it to say something else. Any thread may call
/// it.
public final class StateReport {
  /// @param revision names the JSON
  @SuppressWarnings("ArrayRecordComponent") // never compared; the revision is
  public record Report(byte[] json, String revision) {}

  private final String name;
  private final Supplier<Applied> applied;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ready;
  private boolean draining;
  private boolean stale;
  private boolean closed;

  /// `null` when it must be made anew.
  private @Nullable Report report;

  /// @param name of this proxy
  public StateReport(String name, Supplier<Applied> applied) {
    this.name = name;
    this.applied = applied;
  }

  /// A complete snapshot is served.
  public void ready() {
    change(() -> ready = true);
  }

  public void draining() {
    change(() -> draining = true);
  }

  public void stale(boolean is) {
    change(() -> stale = is);
  }

  /// Something of what was applied, or the health of an endpoint.
  public void changed() {
    change(() -> {});
  }

  /// Nobody waits any longer.
  public void close() {
    change(() -> closed = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      report = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isReady() {
    lock.lock();
    try {
      return ready && !draining;
    } finally {
      lock.unlock();
    }
  }

  public boolean isStale() {
    lock.lock();
    try {
      return stale;
    } finally {
      lock.unlock();
    }
  }

  public Report now() {
    lock.lock();
    try {
      Report known = report;
      if (known != null) return known;
      byte[] json = StateCodec.write(state());
      Report made = new Report(json, StateCodec.revision(json));
      report = made;
      return made;
    } finally {
      lock.unlock();
    }
  }

  /// @return the first report whose revision is another than `after`, or the last one when time is
  ///   up
  public Report after(String after, long waitMillis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    lock.lockInterruptibly();
    try {
      Report now = now();
      while (now.revision.equals(after) && left > 0 && !closed) {
        left = changed.awaitNanos(left);
        now = now();
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  private ProxyState state() {
    Applied now = applied.get();
    Set<String> names = new TreeSet<>(now.snapshot().tenants().keySet());
    names.addAll(now.refused().keySet());
    List<TenantState> tenants = new ArrayList<>(names.size());
    for (String tenant : names) {
      TenantPart part = now.snapshot().tenants().get(tenant);
      tenants.add(
          new TenantState(
              tenant,
              part == null ? "" : part.hash(),
              now.refused().get(tenant),
              part == null ? List.of() : pools(part)));
    }
    return new ProxyState(name, ready && !draining, draining, stale, tenants);
  }

  private static List<PoolState> pools(TenantPart part) {
    return part.pools().values().stream()
        .filter(pool -> pool.config().check() != null)
        .sorted(Comparator.comparing(Pool::id))
        .map(pool ->
            new PoolState(pool.id(), pool.endpoints().stream().map(StateReport::state).toList()))
        .toList();
  }

  private static EndpointState state(Endpoint endpoint) {
    return new EndpointState(
        endpoint.key().backend(),
        endpoint.authority(),
        endpoint.health() != Endpoint.Health.UNHEALTHY,
        endpoint.healthReason());
  }
}

package io.veloflux.proxy.health;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Endpoint.Health;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.Snapshot;
import io.veloflux.proxy.runtime.TenantPart;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one check running for each endpoint whose pool asks for it.
///
/// - The first probe is sent at once, the next after a random part of the interval, so that the
///   probes of many endpoints and proxies spread; from then on one each interval.
/// - An endpoint that stays keeps its check and its results; a changed check starts over from what
///   is known.
/// - An endpoint that is not checked any more counts as not checked: it takes requests.
///
/// A virtual thread for each check.
public final class HealthChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);

  /// Probes under way at once: file descriptors, when thousands of endpoints start together.
  private static final int AT_ONCE = 256;

  private final Probe probe;
  private final RandomGenerator random;
  private final Runnable changed;
  private final Semaphore underWay = new Semaphore(AT_ONCE);
  private final Map<Endpoint, Running> running = new HashMap<>();
  private boolean closed;

  /// @param changed told whenever the health of an endpoint or its reason is another
  public HealthChecks(Probe probe, RandomGenerator random, Runnable changed) {
    this.probe = probe;
    this.random = random;
    this.changed = changed;
  }

  /// Starts and stops what differs from the last snapshot.
  public synchronized void follow(Snapshot snapshot) {
    Map<Endpoint, HealthCheck> wanted = wanted(snapshot);
    Iterator<Map.Entry<Endpoint, Running>> entries = running.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Endpoint, Running> entry = entries.next();
      HealthCheck check = wanted.get(entry.getKey());
      if (entry.getValue().check.equals(check)) continue;
      entry.getValue().stop(check == null);
      entries.remove();
    }
    if (closed) return;
    wanted.forEach(
        (endpoint, check) -> running.computeIfAbsent(endpoint, it -> new Running(it, check)));
  }

  private static Map<Endpoint, HealthCheck> wanted(Snapshot snapshot) {
    Map<Endpoint, HealthCheck> wanted = new HashMap<>();
    for (TenantPart part : snapshot.tenants().values()) {
      for (Pool pool : part.pools().values()) {
        HealthCheck check = pool.config().check();
        if (check == null) continue;
        for (Endpoint endpoint : pool.endpoints()) wanted.put(endpoint, check);
      }
    }
    return wanted;
  }

  @Override
  public synchronized void close() {
    closed = true;
    running.values().forEach(it -> it.stop(false));
    running.clear();
  }

  private final class Running {
    private final Endpoint endpoint;
    private final HealthCheck check;
    private final Thread thread;
    private boolean stopped;

    Running(Endpoint endpoint, HealthCheck check) {
      this.endpoint = endpoint;
      this.check = check;
      this.thread = Thread.ofVirtual().name("check " + endpoint).start(this::run);
    }

    /// A result that is still on its way does not count any more.
    synchronized void stop(boolean forget) {
      stopped = true;
      thread.interrupt();
      if (forget) endpoint.checked(Health.UNKNOWN, "");
    }

    private void run() {
      Thresholds thresholds = new Thresholds(check, endpoint.health());
      try {
        long interval = TimeUnit.MILLISECONDS.toNanos(check.intervalMillis());
        probe(thresholds);
        long next = System.nanoTime() + random.nextLong(interval);
        while (true) {
          TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
          probe(thresholds);
          next = Math.max(next + interval, System.nanoTime());
        }
      } catch (InterruptedException e) {
        log.debug("no longer checked endpoint={}", endpoint);
      }
    }

    private void probe(Thresholds thresholds) throws InterruptedException {
      underWay.acquire();
      String reason;
      try {
        InetSocketAddress address = endpoint.address();
        reason = address == null ? "its name does not resolve" : ask(address);
      } finally {
        underWay.release();
      }
      conclude(thresholds.after(reason.isEmpty()), reason);
    }

    private String ask(InetSocketAddress address) throws InterruptedException {
      try {
        return probe.ask(address, endpoint.authority(), check);
      } catch (RuntimeException e) {
        log.error("could not check endpoint={}", endpoint, e);
        return "the check failed: " + e;
      }
    }

    private synchronized void conclude(Health health, String reason) {
      if (stopped) return;
      Health before = endpoint.health();
      String why = health == Health.UNHEALTHY ? unhealthyReason(reason) : "";
      if (health == before && why.equals(endpoint.healthReason())) return;
      endpoint.checked(health, why);
      if (health != before) {
        log.info("health endpoint={} is={} reason={}", endpoint, health, why);
      }
      changed.run();
    }

    /// A good answer that does not suffice yet leaves the last reason in place.
    private String unhealthyReason(String reason) {
      return reason.isEmpty() ? endpoint.healthReason() : reason;
    }
  }
}

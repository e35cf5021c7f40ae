package io.veloflux.proxy.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resolves the names of endpoints and goes on asking, so that an endpoint moves when its name
/// does.
///
/// - One question for each name and interval, however many endpoints have it. The interval is ours,
///   since the system's resolver does not tell the time to live.
/// - An endpoint stays where it is while its address is among the answers, else it takes the first
///   one.
/// - Where there is no answer the last good one stays.
///
/// Look-ups block native code, so they run on a few threads of their own.
public final class NameRefresher implements Names, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameRefresher.class);
  private static final int THREADS = 8;

  private final NameLookup lookup;
  private final Duration firstAnswer;
  private final Map<String, Name> names = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor lookups;
  private final ScheduledExecutorService clock;

  /// @param refresh from one question about a name to the next
  /// @param firstAnswer how long a new configuration waits for names that were never asked for
  public NameRefresher(NameLookup lookup, Duration refresh, Duration firstAnswer) {
    this.lookup = lookup;
    this.firstAnswer = firstAnswer;
    lookups =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("names-", 1).factory());
    lookups.allowCoreThreadTimeOut(true);
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("names-clock").factory());
    var _ =
        clock.scheduleWithFixedDelay(
            this::askAll, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void resolve(Collection<Endpoint> endpoints) {
    Map<String, List<Endpoint>> byHost = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      byHost.merge(endpoint.key().host(), List.of(endpoint), NameRefresher::join);
    }
    names.keySet().retainAll(byHost.keySet());
    byHost.forEach((host, its) -> names.computeIfAbsent(host, Name::new).serve(its));
    long deadline = System.nanoTime() + firstAnswer.toNanos();
    List<Name> unasked = names.values().stream().filter(name -> !name.wasAsked()).toList();
    unasked.forEach(this::ask);
    for (Name name : unasked) name.await(deadline - System.nanoTime());
  }

  private static List<Endpoint> join(List<Endpoint> some, List<Endpoint> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void askAll() {
    names.values().forEach(this::ask);
  }

  private void ask(Name name) {
    if (name.underWay.compareAndSet(false, true)) lookups.execute(name::ask);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    lookups.shutdownNow();
  }

  private final class Name {
    private final String host;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private List<Endpoint> endpoints = List.of();
    private List<InetAddress> answer = List.of();
    private String failure = "";

    Name(String host) {
      this.host = host;
    }

    boolean wasAsked() {
      return asked.getCount() == 0;
    }

    /// Until it has an answer or none, or time is up.
    void await(long nanos) {
      try {
        var _ = asked.await(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    synchronized void serve(List<Endpoint> those) {
      endpoints = those;
      move();
    }

    void ask() {
      try {
        answered(lookup.lookup(host), "");
      } catch (UnknownHostException | RuntimeException e) {
        answered(List.of(), String.valueOf(e.getMessage()));
      } finally {
        underWay.set(false);
        asked.countDown();
      }
    }

    private synchronized void answered(List<InetAddress> addresses, String why) {
      if (!failure.equals(why)) {
        if (why.isEmpty()) log.info("name resolves again host={} addresses={}", host, addresses);
        else log.warn("name does not resolve host={} kept={} reason={}", host, answer, why);
      }
      failure = why;
      if (addresses.isEmpty()) return;
      answer = addresses;
      move();
    }

    private void move() {
      if (answer.isEmpty()) return;
      for (Endpoint endpoint : endpoints) {
        InetSocketAddress now = endpoint.address();
        if (now == null || !answer.contains(now.getAddress())) endpoint.movedTo(answer.getFirst());
      }
    }
  }
}

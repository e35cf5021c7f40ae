package io.veloflux.proxy.runtime;

import io.veloflux.proxy.source.ConfigSink;
import io.veloflux.proxy.source.Offer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes offers from any thread and applies them on one of its own, all that wait in one step: a
/// storm of changes is a few snapshots, and the last offer for a tenant counts.
///
/// What was refused because a socket could not be opened is tried again every few seconds.
public final class ApplyQueue implements ConfigSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApplyQueue.class);
  private static final long RETRY_SECONDS = 2;

  private final Applier applier;
  private final List<Consumer<Applied>> listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CountDownLatch complete = new CountDownLatch(1);
  private final Thread thread;
  private Map<String, Offer> waiting = new HashMap<>();
  private boolean all;
  private boolean closed;

  /// @param listeners told after each change, in this order, on the thread that applies
  public ApplyQueue(Applier applier, List<Consumer<Applied>> listeners) {
    this.applier = applier;
    this.listeners = List.copyOf(listeners);
    this.thread = Thread.ofPlatform().daemon().name("apply").start(this::run);
  }

  @Override
  public void offer(Map<String, Offer> offers) {
    put(offers, false);
  }

  @Override
  public void offerAll(Map<String, Offer> offers) {
    put(offers, true);
  }

  private void put(Map<String, Offer> offers, boolean every) {
    lock.lock();
    try {
      if (every) waiting.clear();
      all |= every;
      waiting.putAll(offers);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Whether everything that there was at first has been applied.
  public boolean isComplete() {
    return complete.getCount() == 0;
  }

  /// @return [#isComplete] after at most that long
  public boolean awaitComplete(long millis) throws InterruptedException {
    return complete.await(millis, TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      for (Batch batch = next(); batch != null; batch = next()) apply(batch);
    } catch (InterruptedException e) {
      log.debug("closed while waiting");
    }
  }

  /// @param all there is nothing beside these
  private record Batch(Map<String, Offer> offers, boolean all) {}

  private @Nullable Batch next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !all && !closed) {
        if (changed.await(RETRY_SECONDS, TimeUnit.SECONDS)) continue;
        Map<String, Offer> again = applier.worthAnotherTry();
        if (!again.isEmpty() && waiting.isEmpty()) return new Batch(again, false);
      }
      if (closed) return null;
      Batch batch = new Batch(waiting, all);
      waiting = new HashMap<>();
      all = false;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void apply(Batch batch) {
    Map<String, Offer> offers = new HashMap<>(batch.offers);
    if (batch.all) applier.tenants().forEach(known -> offers.putIfAbsent(known, new Offer.Gone()));
    try {
      Applied before = applier.applied();
      Applied after = applier.apply(offers);
      if (batch.all) complete.countDown();
      if (after.equals(before) && !batch.all) return;
      listeners.forEach(listener -> tell(listener, after));
    } catch (RuntimeException e) {
      log.error("could not apply tenants={}", offers.keySet(), e);
    }
  }

  private static void tell(Consumer<Applied> listener, Applied after) {
    try {
      listener.accept(after);
    } catch (RuntimeException e) {
      log.error("not all was told of the new snapshot", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}

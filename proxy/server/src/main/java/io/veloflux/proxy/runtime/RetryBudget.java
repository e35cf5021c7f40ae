package io.veloflux.proxy.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Bounds the further attempts of one pool, so that repeating does not bury backends that have
/// trouble: one for every five requests, and ten a second in any case, without which a quiet pool
/// would have none. Lives through any number of snapshots.
///
/// Any thread may call it. Source: Finagle, `RetryBudget`.
public final class RetryBudget {
  private static final int REQUESTS_PER_RETRY = 5;
  private static final int FREE_EACH_SECOND = 10;

  /// What a busy time leaves for a bad one.
  private static final int MOST_SAVED = 100 * REQUESTS_PER_RETRY;

  private final LongSupplier nanoTime;
  private final AtomicLong saved = new AtomicLong(); // requests
  private long second;
  private int free;

  RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A request came, on whose account there may be further attempts.
  public void request() {
    if (saved.get() < MOST_SAVED) saved.incrementAndGet();
  }

  /// @return whether there may be one now; then it is counted
  public synchronized boolean take() {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
    if (now != second) {
      second = now;
      free = FREE_EACH_SECOND;
    }
    if (free > 0) {
      free--;
      return true;
    }
    if (saved.addAndGet(-REQUESTS_PER_RETRY) >= 0) return true;
    saved.addAndGet(REQUESTS_PER_RETRY);
    return false;
  }
}

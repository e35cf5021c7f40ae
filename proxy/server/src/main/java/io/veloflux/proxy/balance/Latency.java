package io.veloflux.proxy.balance;

/// How long an endpoint takes to answer: a moving average that rises at once and falls slowly, so
/// that one slow answer is enough to be careful.
///
/// - Falls with time alone, too: an endpoint that nobody asks any more is tried again after a
///   while.
/// - Source: Finagle, `PeakEwma`.
///
/// Any thread may call it. A reader may see a new average with an old time, which a moving average
/// forgives.
public final class Latency {
  /// What a failure counts at least: fast failures must not attract requests.
  public static final long FAILURE_NANOS = 1_000_000_000;

  /// After this long an average weighs 1/e of what it did.
  private static final double MEMORY_NANOS = 10e9;

  private volatile double average;
  private volatile long since;

  /// @param took from the request to the head of its response
  /// @param now by the clock of [#at]
  public synchronized void observe(long took, long now) {
    double before = average;
    double kept = kept(now);
    average = took > before ? took : before * kept + took * (1 - kept);
    since = now;
  }

  /// @return in nanoseconds; 0 while nothing is known
  double at(long now) {
    double before = average;
    return before == 0 ? 0 : before * kept(now);
  }

  private double kept(long now) {
    return Math.exp(-Math.max(0, now - since) / MEMORY_NANOS);
  }
}

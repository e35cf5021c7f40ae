package io.veloflux.proxy.balance;

import java.util.function.LongSupplier;

/// How long a further request would take: the latency, once for each request in flight and for this
/// one.
///
/// One whose latency is not known gets a single request to find out; further ones only before those
/// that are expected to take a second.
public final class PeakEwma implements LoadMetric {
  private static final double UNKNOWN_NANOS = 1e9;

  private final LongSupplier nanoTime;

  public PeakEwma(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public double of(Candidate candidate) {
    int inFlight = candidate.inFlight();
    double latency = candidate.latency().at(nanoTime.getAsLong());
    if (latency == 0 && inFlight > 0) return UNKNOWN_NANOS + inFlight;
    return latency * (inFlight + 1);
  }
}

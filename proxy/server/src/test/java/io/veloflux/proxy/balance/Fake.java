package io.veloflux.proxy.balance;

import java.util.Set;

/// A candidate whose weight, load and health a test sets.
final class Fake implements Candidate {
  final String name;
  final int weight;
  volatile int inFlight;
  volatile boolean healthy = true;
  private final Credit credit = new Credit();
  private final Latency latency = new Latency();

  Fake(String name, int weight) {
    this.name = name;
    this.weight = weight;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public boolean takes(Set<?> tried) {
    return healthy && !tried.contains(this);
  }

  @Override
  public Credit credit() {
    return credit;
  }

  @Override
  public Latency latency() {
    return latency;
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.veloflux.proxy.balance;

import java.util.Set;

/// One endpoint, as balancing sees it.
public interface Candidate {
  /// The same in every proxy: [ConsistentHash] places it by this.
  String name();

  /// Its share against its siblings, above 0.
  int weight();

  /// Requests that it works on now.
  int inFlight();

  /// @param tried by earlier attempts of the same request
  /// @return whether it is healthy, has an address and was not tried
  boolean takes(Set<?> tried);

  /// What [SmoothWeighted] owes it. Lives as long as the endpoint, so that a new snapshot does not
  /// start over.
  Credit credit();

  /// Lives as long as the endpoint, as its credit does.
  Latency latency();
}

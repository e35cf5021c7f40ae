package io.veloflux.proxy.balance;

/// Measures how loaded an endpoint is.
public interface LoadMetric {
  /// The requests that it works on, this one included, in proportion to its weight: an endpoint of
  /// weight 2 is as loaded by two requests as one of weight 1 by one.
  LoadMetric IN_FLIGHT_BY_WEIGHT = candidate -> (candidate.inFlight() + 1.0) / candidate.weight();

  /// Only comparable with that of its siblings; less is better.
  double of(Candidate candidate);
}

package io.veloflux.operator.compile;

import java.util.Comparator;

/// Since when a tenant wants something that only one tenant can have: a hostname of the shared
/// ports, or a port.
///
/// @param since creationTimestamp of the object that wants it
record Claim(String tenant, String since) implements Comparable<Claim> {
  private static final Comparator<Claim> ORDER =
      Comparator.comparing(Claim::since).thenComparing(Claim::tenant);

  static Claim older(Claim a, Claim b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  @Override
  public int compareTo(Claim other) {
    return ORDER.compare(this, other);
  }
}

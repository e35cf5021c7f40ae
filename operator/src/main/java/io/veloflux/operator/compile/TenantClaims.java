package io.veloflux.operator.compile;

import java.util.HashMap;
import java.util.Map;

/// What one tenant wants of what only one tenant can have, whether it gets it or not.
/// [Compiler#claims] finds it out.
///
/// @param hostnames hostname on the shared ports → `creationTimestamp` of the oldest route that
///   wants it
/// @param ports port that the proxies would open → `creationTimestamp` of the oldest LoadBalancer
///   that wants it
public record TenantClaims(
    String tenant, Map<String, String> hostnames, Map<Integer, String> ports) {
  public TenantClaims {
    hostnames = Map.copyOf(hostnames);
    ports = Map.copyOf(ports);
  }

  /// Collects claims; of equal ones the oldest counts.
  static final class Builder {
    private final String tenant;
    private final Map<String, String> hostnames = new HashMap<>();
    private final Map<Integer, String> ports = new HashMap<>();

    Builder(String tenant) {
      this.tenant = tenant;
    }

    void hostname(String hostname, Age since) {
      hostnames.merge(hostname, since.since(), Builder::older);
    }

    void port(int port, Age since) {
      ports.merge(port, since.since(), Builder::older);
    }

    TenantClaims build() {
      return new TenantClaims(tenant, hostnames, ports);
    }

    private static String older(String a, String b) {
      return a.compareTo(b) <= 0 ? a : b;
    }
  }
}

package io.veloflux.operator.compile;

import io.veloflux.crd.Backend;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.EndpointConfig.State;

/// How much of its pool's requests a Backend takes: the same for each of its endpoints.
record Share(int weight, boolean backup, int maxConnections) {
  static final int MAX_WEIGHT = 1000;
  static final int MAX_CONNECTIONS = 1_000_000;

  static Share read(Reading reading, Backend.Spec spec) {
    Backend.Role role =
        reading.word("spec.role", spec.role(), Backend.Role.DEFAULT, Backend.Role.Unknown);
    return new Share(
        reading.number("spec.weight", spec.weight(), Backend.Spec.WEIGHT, 0, MAX_WEIGHT),
        role == Backend.Role.Backup,
        spec.maxConnections() == null
            ? 0
            : reading.number("spec.maxConnections", spec.maxConnections(), 1, 1, MAX_CONNECTIONS));
  }

  EndpointConfig of(String backend, String host, int port, State state) {
    return new EndpointConfig(backend, host, port, weight, state, backup, maxConnections);
  }
}

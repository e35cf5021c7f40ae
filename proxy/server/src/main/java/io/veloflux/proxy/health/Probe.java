package io.veloflux.proxy.health;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import java.net.InetSocketAddress;

/// Asks one endpoint once.
public interface Probe {
  /// Blocks for [HealthCheck#timeoutMillis] at most.
  ///
  /// @param authority for the `Host` field
  /// @return `""` if the answer is the expected one, else why not in a few words
  String ask(InetSocketAddress address, String authority, HealthCheck check)
      throws InterruptedException;
}

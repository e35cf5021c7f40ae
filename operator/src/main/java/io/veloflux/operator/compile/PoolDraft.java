package io.veloflux.operator.compile;

import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One Pool while it is compiled: gathers the endpoints that Backends bring to it.
final class PoolDraft {
  private static final Comparator<EndpointConfig> ORDER =
      Comparator.comparing(EndpointConfig::backend)
          .thenComparing(EndpointConfig::host)
          .thenComparingInt(EndpointConfig::port);

  private final Judgement judgement;
  private final @Nullable PoolConfig config;
  private final Map<String, EndpointConfig> endpoints = new HashMap<>();
  private int backends;

  /// @param config without endpoints; `null` when the pool is not served
  PoolDraft(Judgement judgement, @Nullable PoolConfig config) {
    this.judgement = judgement;
    this.config = config;
  }

  static String id(String namespace, String name) {
    return "pool/" + namespace + "/" + name;
  }

  boolean isServed() {
    return config != null;
  }

  /// Counts a Backend; `false` beyond `max`.
  boolean admit(int max) {
    return ++backends <= max;
  }

  /// @return the endpoint that was there before with the same address and port, or `null` if there
  ///   was none
  @Nullable EndpointConfig add(EndpointConfig endpoint) {
    return endpoints.putIfAbsent(address(endpoint), endpoint);
  }

  private static String address(EndpointConfig endpoint) {
    String literal = Addresses.canonical(endpoint.host());
    return (literal == null ? endpoint.host() : literal) + " " + endpoint.port();
  }

  Verdict verdict() {
    return judgement.verdict();
  }

  @Nullable PoolConfig config() {
    return config == null
        ? null
        : new PoolConfig(
            config.id(),
            config.algorithm(),
            config.check(),
            config.connectMillis(),
            config.idleMillis(),
            endpoints.values().stream().sorted(ORDER).toList());
  }
}

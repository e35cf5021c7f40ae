package io.veloflux.operator;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an operator must be told.
///
/// @param namespace of the fleet: compiled configurations are written there, and nothing else lives
///   there
/// @param fleet the proxies that are told what is written
/// @param proxies admin URLs, `http://host:port`; a name with several addresses means a proxy at
///   each
/// @param sharedPorts listener port of default LoadBalancers → port that the proxies open
/// @param reservedPorts that no LoadBalancer may open, since the proxies use them themselves
/// @param leaderElection `false` only where nobody else runs an operator
/// @param http where health and metrics are served, or `null` for nowhere
public record OperatorSettings(
    String namespace,
    String fleet,
    List<URI> proxies,
    Map<Integer, Integer> sharedPorts,
    Set<Integer> reservedPorts,
    boolean leaderElection,
    @Nullable InetSocketAddress http,
    Timing timing) {
  public static final String NAMESPACE = "veloflux-system";
  public static final String FLEET = "shared";
  public static final Map<Integer, Integer> SHARED_PORTS = Map.of(80, 10080, 443, 10443);
  public static final Set<Integer> RESERVED_PORTS = Set.of(9901);

  public OperatorSettings {
    proxies = List.copyOf(proxies);
    sharedPorts = Map.copyOf(sharedPorts);
    reservedPorts = Set.copyOf(reservedPorts);
    for (URI proxy : proxies) {
      if (!"http".equals(proxy.getScheme()) || proxy.getHost() == null) {
        throw new IllegalArgumentException(
            "'%s' is no admin URL such as http://veloflux-proxy:9901".formatted(proxy));
      }
    }
  }

  /// Everything as usual, but for what every installation must say itself.
  public static OperatorSettings of(List<URI> proxies) {
    return new OperatorSettings(
        NAMESPACE, FLEET, proxies, SHARED_PORTS, RESERVED_PORTS, true, null, Timing.USUAL);
  }

  public OperatorSettings withNamespace(String other) {
    return new OperatorSettings(
        other, fleet, proxies, sharedPorts, reservedPorts, leaderElection, http, timing);
  }

  public OperatorSettings withFleet(String other) {
    return new OperatorSettings(
        namespace, other, proxies, sharedPorts, reservedPorts, leaderElection, http, timing);
  }

  public OperatorSettings withPorts(Map<Integer, Integer> shared, Set<Integer> reserved) {
    return new OperatorSettings(
        namespace, fleet, proxies, shared, reserved, leaderElection, http, timing);
  }

  public OperatorSettings withLeaderElection(boolean other) {
    return new OperatorSettings(
        namespace, fleet, proxies, sharedPorts, reservedPorts, other, http, timing);
  }

  public OperatorSettings withHttp(InetSocketAddress other) {
    return new OperatorSettings(
        namespace, fleet, proxies, sharedPorts, reservedPorts, leaderElection, other, timing);
  }

  public OperatorSettings withTiming(Timing other) {
    return new OperatorSettings(
        namespace, fleet, proxies, sharedPorts, reservedPorts, leaderElection, http, other);
  }

  /// How long to wait for what.
  ///
  /// @param proxyPatience a proxy that is silent for longer does not count as ready
  /// @param statusGrace how long proxies may take before a status says that they have not yet
  /// @param shrinkPatience how long objects that vanished without a deletion are still served
  /// @param resync how often everything is compared although nothing happened
  public record Timing(
      Duration proxyPatience, Duration statusGrace, Duration shrinkPatience, Duration resync) {
    public static final Timing USUAL =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5));
  }
}

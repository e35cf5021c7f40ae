package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Small configurations for tests.
public final class Configs {
  private Configs() {}

  /// One listener on one port, one route for `host`, one pool with those endpoints (`host:port`).
  public static ProxyConfig simple(String tenant, int bindPort, String host, String... endpoints) {
    String pool = "pool/%s/main".formatted(tenant);
    String route = "route/%s/main".formatted(tenant);
    return new ProxyConfig(
        ProxyConfig.SCHEMA,
        tenant,
        List.of(
            listener(
                tenant,
                "http",
                bindPort,
                "",
                new HostConfig(host, List.of(new MatchConfig(PathMatch.ANY, List.of(), route))))),
        List.of(forward(route, pool)),
        List.of(pool(pool, PoolConfig.Algorithm.ROUND_ROBIN, null, endpoints)));
  }

  public static ListenerConfig listener(
      String tenant, String name, int bindPort, String hostname, HostConfig... hosts) {
    return new ListenerConfig(
        "loadbalancer/%s/default/%s".formatted(tenant, name),
        bindPort,
        80,
        hostname,
        new Security.Cleartext(),
        new Traffic.Http(List.of(hosts)),
        ListenerConfig.ListenerLimits.DEFAULT,
        ListenerConfig.ClientAddress.PEER);
  }

  public static RouteConfig forward(String id, String pool) {
    return new RouteConfig(
        id,
        List.of(new RouteConfig.Target(1, new Action.Forward(pool))),
        List.of(),
        RouteConfig.Timeouts.NONE);
  }

  public static RouteConfig reject(String id) {
    return new RouteConfig(
        id,
        List.of(new RouteConfig.Target(1, new Action.Reject(404, id, ""))),
        List.of(),
        RouteConfig.Timeouts.NONE);
  }

  public static PoolConfig pool(
      String id,
      PoolConfig.Algorithm algorithm,
      PoolConfig.@Nullable HealthCheck check,
      String... endpoints) {
    List<EndpointConfig> members =
        IntStream.range(0, endpoints.length)
            .mapToObj(i -> endpoint("backend-" + i, endpoints[i]))
            .toList();
    return new PoolConfig(id, algorithm, check, 0, 0, members);
  }

  public static EndpointConfig endpoint(String backend, String authority) {
    int colon = authority.lastIndexOf(':');
    return new EndpointConfig(
        backend,
        authority.substring(0, colon),
        Integer.parseInt(authority.substring(colon + 1)),
        1,
        EndpointConfig.State.READY);
  }

  /// As [#simple] without endpoints, but with TLS.
  public static ProxyConfig secure(String tenant, String host, String... certificates) {
    ProxyConfig plain = simple(tenant, 8443, host);
    ListenerConfig its = plain.listeners().getFirst();
    ListenerConfig listener =
        new ListenerConfig(
            its.name(),
            its.bindPort(),
            443,
            its.hostname(),
            new Security.Terminate(List.of(certificates), Security.TlsProfile.INTERMEDIATE),
            its.traffic(),
            its.limits(),
            its.clientAddress());
    return new ProxyConfig(1, tenant, List.of(listener), plain.routes(), plain.pools());
  }
}

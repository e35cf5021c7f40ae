package io.veloflux.bench.proxy;

import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.ConfigCodec;
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
import java.util.ArrayList;
import java.util.List;

/// What VeloFlux is told: 50 hosts with 11 routes each, one of them asked for.
final class Configuration {
  private static final int HOSTS = 50;
  private static final int PATHS = 10;
  private static final String POOL = "pool/bench/be";

  private Configuration() {}

  /// @return as the proxy reads it
  static byte[] of(int port, int backend) {
    List<HostConfig> hosts = new ArrayList<>();
    List<RouteConfig> routes = new ArrayList<>();
    for (int host = 0; host < HOSTS; host++) {
      String name = host == 0 ? "app.example.com" : "app%d.example.com".formatted(host);
      List<MatchConfig> matches = new ArrayList<>();
      for (int path = 0; path < PATHS; path++) {
        matches.add(match("/service%d".formatted(path), host, path, routes));
      }
      matches.add(match("", host, PATHS, routes));
      hosts.add(new HostConfig(name, matches));
    }
    ListenerConfig listener =
        new ListenerConfig(
            "loadbalancer/bench/default/http",
            port,
            port,
            "",
            new Security.Cleartext(),
            new Traffic.Http(hosts),
            ListenerConfig.ListenerLimits.DEFAULT,
            ListenerConfig.ClientAddress.PEER);
    PoolConfig pool =
        new PoolConfig(
            POOL,
            PoolConfig.Algorithm.ROUND_ROBIN,
            null,
            0,
            600_000,
            List.of(new EndpointConfig("be", "127.0.0.1", backend, 1, EndpointConfig.State.READY)));
    return ConfigCodec.write(
        new ProxyConfig(ProxyConfig.SCHEMA, "bench", List.of(listener), routes, List.of(pool)));
  }

  private static MatchConfig match(String prefix, int host, int path, List<RouteConfig> routes) {
    String id = "route/bench/r%d-%d".formatted(host, path);
    routes.add(
        new RouteConfig(
            id,
            List.of(new RouteConfig.Target(1, new Action.Forward(POOL))),
            List.of(),
            new RouteConfig.Timeouts(60_000, 30_000, 60_000)));
    return new MatchConfig(new PathMatch.Prefix(prefix), List.of(), id);
  }
}

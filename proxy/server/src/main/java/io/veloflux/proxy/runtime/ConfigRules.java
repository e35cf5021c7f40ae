package io.veloflux.proxy.runtime;

import com.google.errorprone.annotations.FormatMethod;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Traffic;
import java.util.HashSet;
import java.util.Set;

/// What must hold of a configuration before anything is built from it. The first thing that does
/// not is said in one sentence, with the name of the part that it is about.
final class ConfigRules {
  private final ProxyConfig config;
  private final Set<String> pools = new HashSet<>();
  private final Set<String> routes = new HashSet<>();
  private final Set<String> listeners = new HashSet<>();

  private ConfigRules(ProxyConfig config) {
    this.config = config;
  }

  /// @throws ConfigException naming the first rule that is broken
  static void check(String tenant, ProxyConfig config) throws ConfigException {
    require(
        config.schema() >= 1 && config.schema() <= ProxyConfig.SCHEMA,
        "schema %d: this proxy understands 1 to %d",
        config.schema(),
        ProxyConfig.SCHEMA);
    require(
        config.tenant().equals(tenant),
        "offered for tenant '%s' but says tenant '%s'",
        tenant,
        config.tenant());
    new ConfigRules(config).check();
  }

  private void check() throws ConfigException {
    for (PoolConfig pool : config.pools()) check(pool);
    for (RouteConfig route : config.routes()) check(route);
    for (ListenerConfig listener : config.listeners()) check(listener);
  }

  private void check(PoolConfig pool) throws ConfigException {
    String id = pool.id();
    require(!id.isEmpty(), "a pool has no id");
    require(pools.add(id), "%s: there are two of that id", id);
    require(
        pool.connectMillis() > 0 && pool.idleMillis() > 0,
        "%s: connectMillis and idleMillis must be above 0",
        id);
    for (EndpointConfig endpoint : pool.endpoints()) check(id, endpoint);
    PoolConfig.HealthCheck check = pool.check();
    if (check == null) return;
    require(
        check.path().startsWith("/") && isVisibleAscii(check.path()),
        "%s: the path of its check must start with '/' and be free of blanks",
        id);
    require(
        check.intervalMillis() > 0 && check.timeoutMillis() > 0,
        "%s: interval and timeout of its check must be above 0",
        id);
    require(
        check.healthyThreshold() > 0 && check.unhealthyThreshold() > 0,
        "%s: thresholds of its check must be above 0",
        id);
    require(
        isStatus(check.expectedStatus()),
        "%s: its check expects %d, no HTTP status",
        id,
        check.expectedStatus());
  }

  private static void check(String pool, EndpointConfig endpoint) throws ConfigException {
    if (endpoint.host().isBlank()) {
      throw new ConfigException("%s: an endpoint has no host".formatted(pool));
    }
    if (!isPort(endpoint.port())) {
      throw new ConfigException(
          "%s: %s has no port from 1 to 65535".formatted(pool, endpoint.authority()));
    }
    if (endpoint.maxConnections() < 0) {
      throw new ConfigException(
          "%s: %s has a negative maxConnections".formatted(pool, endpoint.authority()));
    }
    if (endpoint.weight() < 0) {
      throw new ConfigException(
          "%s: %s has a negative weight".formatted(pool, endpoint.authority()));
    }
  }

  private void check(RouteConfig route) throws ConfigException {
    String id = route.id();
    require(!id.isEmpty(), "a route has no id");
    require(routes.add(id), "%s: there are two of that id", id);
    require(!route.targets().isEmpty(), "%s: no targets", id);
    for (RouteConfig.Target target : route.targets()) {
      require(target.weight() >= 0, "%s: a target has a negative weight", id);
      switch (target.action()) {
        case Action.Forward(String pool) ->
            require(pools.contains(pool), "%s: there is no %s", id, pool);
        case Action.Reject(int status, String _, String _) ->
            require(isStatus(status), "%s: rejects with %d, no HTTP status", id, status);
        case null -> throw new ConfigException("%s: a target has no action".formatted(id));
      }
    }
    for (Admission admission : route.admission()) {
      switch (admission) {
        case Admission.Deny(int status, String _) ->
            require(isStatus(status), "%s: denies with %d, no HTTP status", id, status);
      }
    }
    RouteConfig.Retry retry = route.retry();
    require(
        retry == null || retry.attempts() >= 0, "%s: a negative number of further attempts", id);
    RouteConfig.Timeouts timeouts = route.timeouts();
    require(
        timeouts.requestMillis() >= 0
            && timeouts.attemptMillis() >= 0
            && timeouts.idleMillis() >= 0,
        "%s: a timeout is negative",
        id);
  }

  private void check(ListenerConfig listener) throws ConfigException {
    String name = listener.name();
    require(!name.isEmpty(), "a listener has no name");
    require(listeners.add(name), "%s: there are two of that name", name);
    require(
        isPort(listener.bindPort()) && isPort(listener.port()),
        "%s: bindPort and port must be from 1 to 65535",
        name);
    require(isHostname(listener.hostname()), "%s: '%s' is no hostname", name, listener.hostname());
    ListenerConfig.ListenerLimits limits = listener.limits();
    require(
        limits.headerMillis() > 0 && limits.idleMillis() > 0 && limits.headBytes() > 0,
        "%s: limits must be above 0",
        name);
    try {
      Cidrs.parse(listener.clientAddress().trustedProxies());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("%s: trusted proxy %s".formatted(name, e.getMessage()), e);
    }
    switch (listener.traffic()) {
      case Traffic.Http http -> check(name, http);
      case null -> throw new ConfigException("%s: no traffic".formatted(name));
    }
  }

  private void check(String listener, Traffic.Http http) throws ConfigException {
    Set<String> hostnames = new HashSet<>();
    for (HostConfig host : http.hosts()) {
      require(isHostname(host.hostname()), "%s: '%s' is no hostname", listener, host.hostname());
      require(hostnames.add(host.hostname()), "%s: '%s' is there twice", listener, host.hostname());
      for (MatchConfig match : host.matches()) {
        require(routes.contains(match.route()), "%s: there is no %s", listener, match.route());
      }
    }
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65_535;
  }

  private static boolean isStatus(int status) {
    return status >= 200 && status <= 599;
  }

  private static boolean isVisibleAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /// Lower case, no trailing dot, a `*` only as the whole first label.
  private static boolean isHostname(String hostname) {
    if (hostname.isEmpty()) return true;
    String name = HostPattern.isWildcard(hostname) ? hostname.substring(2) : hostname;
    return !name.isEmpty()
        && !name.startsWith(".")
        && !name.endsWith(".")
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && (c < 'A' || c > 'Z'));
  }

  @FormatMethod
  private static void require(boolean holds, String otherwise, Object... arguments)
      throws ConfigException {
    if (!holds) throw new ConfigException(otherwise.formatted(arguments));
  }
}

package io.veloflux.operator.compile;

import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import java.util.List;

/// One listener while it is compiled: gathers what routes bring to it.
final class ListenerDraft {
  private final ListenerConfig config;
  private final boolean shared;
  private final HostTable hosts = new HostTable();
  private boolean open;
  private int attachedRoutes;

  /// @param config with the port to open, or 0 if there is none, and without hosts
  /// @param shared among tenants, by hostname
  ListenerDraft(ListenerConfig config, boolean shared) {
    this.config = config;
    this.shared = shared;
  }

  /// `loadbalancer/NAMESPACE/NAME/LISTENER`
  String id() {
    return config.name();
  }

  String name() {
    return config.name().substring(config.name().lastIndexOf('/') + 1);
  }

  int bindPort() {
    return config.bindPort();
  }

  int port() {
    return config.port();
  }

  String hostname() {
    return config.hostname();
  }

  boolean isShared() {
    return shared;
  }

  /// Whether TLS ends there.
  boolean isSecure() {
    return config.security() instanceof Security.Terminate;
  }

  /// Whether it got its port.
  boolean isOpen() {
    return open;
  }

  void open() {
    open = true;
  }

  void attached() {
    attachedRoutes++;
  }

  /// @param original the hostname as the route has it
  void add(String host, String original, List<MatchConfig> matches, Age route) {
    hosts.add(host, original, matches, route);
  }

  ListenerVerdict verdict() {
    return new ListenerVerdict(name(), open ? bindPort() : 0, attachedRoutes);
  }

  ListenerConfig config() {
    return new ListenerConfig(
        config.name(),
        config.bindPort(),
        config.port(),
        config.hostname(),
        config.security(),
        new Traffic.Http(hosts.configs()),
        config.limits(),
        config.clientAddress());
  }
}

package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import java.util.List;

/// One listener of a tenant, as requests see it. Immutable.
public final class Listener {
  private final ListenerConfig config;
  private final String tenant;
  private final Cidrs trustedProxies;
  private final List<Identity> identities;

  /// @param identities of a listener with TLS, those that are there
  /// @throws IllegalArgumentException if a trusted proxy is no CIDR
  Listener(String tenant, ListenerConfig config, List<Identity> identities) {
    this.config = withoutHosts(config);
    this.tenant = tenant;
    this.trustedProxies = Cidrs.parse(config.clientAddress().trustedProxies());
    this.identities = List.copyOf(identities);
  }

  /// Whether it is this one, whatever its hosts and the content of its certificates.
  boolean isOf(ListenerConfig other) {
    return config.name().equals(other.name()) && config.equals(withoutHosts(other));
  }

  private static ListenerConfig withoutHosts(ListenerConfig config) {
    Traffic traffic =
        switch (config.traffic()) {
          case Traffic.Http _ -> new Traffic.Http(List.of());
        };
    return new ListenerConfig(
        config.name(),
        config.bindPort(),
        config.port(),
        config.hostname(),
        config.security(),
        traffic,
        config.limits(),
        config.clientAddress());
  }

  /// `loadbalancer/NAMESPACE/NAME/LISTENER`.
  public String name() {
    return config.name();
  }

  public String tenant() {
    return tenant;
  }

  public int bindPort() {
    return config.bindPort();
  }

  /// The port that clients see.
  public int port() {
    return config.port();
  }

  /// `""` any, `*.a.b` one or more labels below, `x.a.b`.
  public String hostname() {
    return config.hostname();
  }

  /// Whether TLS ends here.
  public boolean isSecure() {
    return switch (config.security()) {
      case Security.Cleartext _ -> false;
      case Security.Terminate _ -> true;
    };
  }

  /// Means nothing where there is no TLS.
  Security.TlsProfile profile() {
    return switch (config.security()) {
      case Security.Cleartext _ -> Security.TlsProfile.INTERMEDIATE;
      case Security.Terminate(var _, Security.TlsProfile profile) -> profile;
    };
  }

  /// In the order of the configuration; empty where there is no TLS, or nothing to show.
  public List<Identity> identities() {
    return identities;
  }

  public ListenerLimits limits() {
    return config.limits();
  }

  /// Whose `X-Forwarded-*` and `X-Request-ID` are believed.
  public Cidrs trustedProxies() {
    return trustedProxies;
  }
}

package io.veloflux.proxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One listener of a LoadBalancer. Those of equal `bindPort` share a socket and must agree on
/// `port`.
///
/// @param name `loadbalancer/NAMESPACE/NAME/LISTENER`, unique over all tenants: metrics and access
///   log
/// @param bindPort opened by the proxy
/// @param port seen by clients
/// @param hostname `""` any, `*.a.b` one or more labels below, `x.a.b`; lower case, no trailing dot
public record ListenerConfig(
    String name,
    int bindPort,
    int port,
    String hostname,
    Security security,
    Traffic traffic,
    ListenerLimits limits,
    ClientAddress clientAddress) {

  public ListenerConfig {
    name = Values.text(name);
    hostname = Values.text(hostname);
    security = Values.or(security, new Security.Cleartext());
    limits = Values.or(limits, ListenerLimits.DEFAULT);
    clientAddress = Values.or(clientAddress, ClientAddress.PEER);
  }

  /// How much a client may ask for and how long it may take.
  ///
  /// @param headerMillis first byte of a request to the end of its head, then 408
  /// @param idleMillis a kept-alive connection without a request is closed
  /// @param headBytes request line and fields together, then 431
  public record ListenerLimits(long headerMillis, long idleMillis, int headBytes) {
    public static final ListenerLimits DEFAULT = new ListenerLimits(5_000, 60_000, 32_768);

    public ListenerLimits {
      headerMillis = headerMillis == 0 ? 5_000 : headerMillis;
      idleMillis = idleMillis == 0 ? 60_000 : idleMillis;
      headBytes = headBytes == 0 ? 32_768 : headBytes;
    }
  }

  /// Where the client's address comes from.
  ///
  /// @param trustedProxies CIDRs whose `X-Forwarded-*` and `X-Request-ID` are believed; others' are
  ///   replaced
  public record ClientAddress(List<String> trustedProxies) {
    public static final ClientAddress PEER = new ClientAddress(List.of());

    public ClientAddress(@Nullable List<String> trustedProxies) {
      this.trustedProxies = Values.copy(trustedProxies);
    }
  }
}

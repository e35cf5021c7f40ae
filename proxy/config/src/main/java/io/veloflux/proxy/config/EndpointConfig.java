package io.veloflux.proxy.config;

/// One address and port of a pool.
///
/// @param backend name of the Backend that it comes from: state, metrics and log
/// @param host an IPv4 or IPv6 address (no brackets) or a DNS name
/// @param weight 0 takes no new requests
/// @param state `DRAINING` takes no new requests and keeps those in flight
/// @param backup takes requests only while no other endpoint of the pool could
/// @param maxConnections requests in flight at once in one proxy, further ones wait; 0 means no
///   limit
public record EndpointConfig(
    String backend,
    String host,
    int port,
    int weight,
    State state,
    boolean backup,
    int maxConnections) {
  public EndpointConfig {
    backend = Values.text(backend);
    host = Values.text(host);
    state = Values.or(state, State.READY);
  }

  /// Neither backup nor limited.
  public EndpointConfig(String backend, String host, int port, int weight, State state) {
    this(backend, host, port, weight, state, false, 0);
  }

  public enum State {
    READY,
    DRAINING
  }

  /// `host:port`, an IPv6 host in brackets (RFC 3986 §3.2.2): as logs, metrics and `Host` headers
  /// have it.
  public String authority() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}

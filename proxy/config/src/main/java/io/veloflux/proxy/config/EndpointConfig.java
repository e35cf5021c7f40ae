package io.veloflux.proxy.config;

/// One address and port of a pool.
///
/// @param backend name of the Backend that it comes from: state, metrics and log
/// @param host an IPv4 or IPv6 address (no brackets) or a DNS name
/// @param weight 0 takes no new requests
/// @param state `DRAINING` takes no new requests and keeps those in flight
public record EndpointConfig(String backend, String host, int port, int weight, State state) {
  public EndpointConfig {
    backend = Values.text(backend);
    host = Values.text(host);
    state = Values.or(state, State.READY);
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

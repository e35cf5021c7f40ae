package io.veloflux.proxy.telemetry;

import java.util.List;

/// The catalogue: every metric of a proxy. Names are those of Prometheus without the ending that
/// the kind adds (`_total`, `_seconds`).
///
/// Labels have few values: `tenant` and `pool` are objects that the proxy serves, the others are
/// closed or bounded sets.
public enum Meter {
  REQUESTS(
      "veloflux_proxy_requests",
      "",
      "Exchanges that ended, by class of the status sent",
      "tenant",
      "pool",
      "status"),
  DURATION(
      "veloflux_proxy_request_duration",
      "seconds",
      "From the head of a request to the end of its exchange",
      "tenant",
      "pool"),
  BYTES_IN("veloflux_proxy_request", "bytes", "Bodies of requests", "tenant", "pool"),
  BYTES_OUT("veloflux_proxy_response", "bytes", "Bodies of responses", "tenant", "pool"),
  ATTEMPTS(
      "veloflux_proxy_attempts",
      "",
      "Endpoints that were tried, further attempts included",
      "tenant",
      "pool"),
  FAILURES(
      "veloflux_proxy_failures",
      "",
      "Exchanges that the proxy answered itself or gave up, by reason",
      "reason"),
  ENDPOINTS(
      "veloflux_proxy_endpoints",
      "",
      "Endpoints by health; those that are not checked are unknown",
      "tenant",
      "pool",
      "health"),
  IN_FLIGHT(
      "veloflux_proxy_in_flight", "", "Requests that endpoints work on now", "tenant", "pool"),
  WAITING(
      "veloflux_proxy_waiting",
      "",
      "Requests that wait because all endpoints are at their limit",
      "tenant",
      "pool"),
  ROUTES("veloflux_proxy_routes", "", "Routes that are served", "tenant"),
  CONNECTIONS("veloflux_proxy_connections", "", "Open connections of clients"),
  TLS_FAILURES("veloflux_proxy_tls_failed_handshakes", "", "TLS handshakes that came to nothing"),
  TLS_NATIVE("veloflux_proxy_tls_native", "", "1 where OpenSSL does TLS, 0 where the JDK does"),
  REFUSED(
      "veloflux_proxy_configs_refused", "", "Tenants whose last configuration could not be served"),
  SNAPSHOTS("veloflux_proxy_snapshots", "", "Snapshots that were swapped in"),
  READY("veloflux_proxy_ready", "", "1 while a complete snapshot is served and nothing drains"),
  STALE("veloflux_proxy_stale", "", "1 while a last good copy from disk is served"),
  LOG_DROPPED(
      "veloflux_proxy_access_log_dropped",
      "",
      "Lines of the access log that came too fast to be written");

  private final String id;
  private final String unit;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> labels;

  Meter(String id, String unit, String description, String... labels) {
    this.id = id;
    this.unit = unit;
    this.description = description;
    this.labels = List.of(labels);
  }

  public String id() {
    return id;
  }

  /// `""` for plain counts.
  public String unit() {
    return unit;
  }

  public String description() {
    return description;
  }

  public List<String> labels() {
    return labels;
  }
}

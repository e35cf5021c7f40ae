package io.veloflux.proxy.telemetry;

/// Records for tests.
final class Exchanges {
  private Exchanges() {}

  static ExchangeRecord of(
      String tenant, String pool, String method, String host, int status, String reason) {
    return new ExchangeRecord(
        1_700_000_000_000L,
        12_345_678,
        tenant,
        "loadbalancer/acme/default/http",
        "route/acme/shop",
        pool,
        "10.0.0.1:80",
        method,
        host,
        "/cart",
        "HTTP/1.1",
        status,
        reason,
        10,
        20,
        1,
        "id-1",
        "192.0.2.1");
  }
}

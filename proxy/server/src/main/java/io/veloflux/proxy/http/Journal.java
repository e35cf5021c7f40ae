package io.veloflux.proxy.http;

import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.RouteMatch;
import io.veloflux.proxy.telemetry.ExchangeRecord;

/// Notes down what becomes known of an exchange, until it is an [ExchangeRecord].
final class Journal {
  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();
  private String tenant = "";
  private String listener = "";
  private String route = "";
  private String pool = "";
  private String endpoint = "";
  private String method = "";
  private String host = "";
  private String path = "";
  private String protocol = "";
  private String requestId = "";
  private String client;
  private int status;
  private long bytesIn;
  private long bytesOut;

  Journal(Client client) {
    this.client = client.address();
  }

  void request(Head head, String protocol) {
    method = head.method();
    host = head.authority();
    path = head.path();
    this.protocol = protocol;
  }

  void routed(RouteMatch match, String client, String requestId) {
    tenant = match.route().tenant();
    listener = match.listener().name();
    route = match.route().id();
    this.client = client;
    this.requestId = requestId;
  }

  void attempt(Pool pool, Endpoint endpoint) {
    this.pool = pool.id();
    this.endpoint = endpoint.authority();
  }

  void response(int status) {
    this.status = status;
  }

  void addBytesIn(int bytes) {
    bytesIn += bytes;
  }

  void addBytesOut(int bytes) {
    bytesOut += bytes;
  }

  /// @param reason `""` when a backend answered
  ExchangeRecord close(String reason, int attempts) {
    return new ExchangeRecord(
        startMillis,
        System.nanoTime() - startNanos,
        tenant,
        listener,
        route,
        pool,
        endpoint,
        method,
        host,
        path,
        protocol,
        status,
        reason,
        bytesIn,
        bytesOut,
        attempts,
        requestId,
        client);
  }
}

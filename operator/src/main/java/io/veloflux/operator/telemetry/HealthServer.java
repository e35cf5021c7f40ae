package io.veloflux.operator.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `/livez`, `/readyz` and `/metrics` of the operator.
public final class HealthServer implements AutoCloseable {
  private final HttpServer server;

  /// @param address port 0 for one that the kernel chooses
  /// @throws IOException if the port is taken
  public HealthServer(
      InetSocketAddress address,
      BooleanSupplier live,
      BooleanSupplier ready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/livez", exchange -> health(exchange, "/livez", live.getAsBoolean()));
    server.createContext("/readyz", exchange -> health(exchange, "/readyz", ready.getAsBoolean()));
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                "/metrics",
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.get()));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void health(HttpExchange exchange, String path, boolean good) throws IOException {
    answer(
        exchange, path, good ? 200 : 503, "text/plain; charset=utf-8", good ? "ok\n" : "not yet\n");
  }

  private static void answer(
      HttpExchange exchange, String path, int status, String type, String text) throws IOException {
    try (exchange) {
      boolean known = exchange.getRequestURI().getPath().equals(path);
      byte[] body = (known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(known ? status : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}

package io.veloflux.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tiny HTTP server with a name, to see who answered.
///
/// - `GET /health`: 200, or 503 while sick. `POST /sick` and `POST /well` change that.
/// - `GET /headers`: the request's head as it arrived.
/// - Everything else: `Hello from NAME`, after `?delay=MILLIS` (at most ten seconds) or its own
///   delay.
final class SampleServer implements AutoCloseable {
  private static final Pattern DELAY = Pattern.compile("(?:^|&)delay=([0-9]{1,5})(?:&|$)");
  private static final long MAX_DELAY_MILLIS = 10_000;

  static {
    // else each answer waits 40 ms for the client's delayed ACK between its head and its body
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final SampleServers.Sample self;
  private final HttpServer server;
  private volatile boolean sick;

  private SampleServer(SampleServers.Sample self, HttpServer server) {
    this.self = self;
    this.server = server;
  }

  /// @param self with port 0: a free one is taken
  static SampleServer start(SampleServers.Sample self, InetAddress address) throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(address, self.port()), 1024);
    SampleServer sample = new SampleServer(self, http);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", sample::answer);
    http.start();
    return sample;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (call) {
        case "GET /health" -> reply(exchange, sick ? 503 : 200, sick ? "sick" : "well");
        case "POST /sick", "POST /well" -> {
          sick = call.endsWith("sick");
          reply(exchange, 200, self.name() + " is " + (sick ? "sick" : "well"));
        }
        case "GET /headers" -> reply(exchange, 200, head(exchange));
        default -> {
          pause(exchange);
          reply(exchange, 200, "Hello from " + self.name());
        }
      }
    }
  }

  private void pause(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    Matcher asked = DELAY.matcher(query == null ? "" : query);
    long millis =
        asked.find()
            ? Math.min(Long.parseLong(asked.group(1)), MAX_DELAY_MILLIS)
            : self.delayMillis();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while waiting", e);
    }
  }

  private static String head(HttpExchange exchange) {
    StringBuilder text = new StringBuilder();
    text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
    new TreeMap<>(exchange.getRequestHeaders())
        .forEach((header, values) ->
            values.forEach(v -> text.append('\n').append(header).append(": ").append(v)));
    return text.toString();
  }

  private void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("X-Sample", self.name());
    boolean bodiless = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
    if (!bodiless) exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

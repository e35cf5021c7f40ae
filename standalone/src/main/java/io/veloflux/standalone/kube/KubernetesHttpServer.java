package io.veloflux.standalone.kube;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.veloflux.standalone.kube.access.Tls;
import io.veloflux.standalone.kube.access.Token;
import io.veloflux.standalone.kube.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTPS side: reads requests, asks for the token, writes replies. A virtual thread per
/// request.
final class KubernetesHttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesHttpServer.class);

  /// As kube-apiserver has it.
  private static final int MAX_BODY_BYTES = 3 << 20;

  /// Requests take milliseconds; a client that does not read its answer must not hold up the end.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static {
    // The JDK's server reads these once. Without the first every answer may wait 40 ms for an
    // acknowledgement; the second must be longer than any client keeps a connection for reuse.
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("sun.net.httpserver.idleInterval", "300");
    setDefault("sun.net.httpserver.maxIdleConnections", "1000");
  }

  /// Watches over WebSocket are not offered. fabric8 asks for one first and takes a 200 for an old
  /// server; then it watches over plain HTTP. (Any 5xx it would repeat for 20 s.)
  private static final Reply NO_UPGRADE = Reply.text("");

  private final Router router;
  private final Token token;
  private final HttpsServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  /// @throws PortTakenException when somebody else listens there
  KubernetesHttpServer(Router router, Token token, Tls tls, InetSocketAddress address)
      throws IOException {
    this.router = router;
    this.token = token;
    try {
      server = HttpsServer.create(address, 0);
    } catch (BindException e) {
      throw new PortTakenException(address, e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Call call = null;
      try {
        call = call(exchange);
        write(exchange, call, upgrades(exchange) ? NO_UPGRADE : router.answer(call));
      } catch (StatusException e) {
        List<String> warnings = call == null ? List.of() : call.warnings();
        write(exchange, warnings, e.code(), "application/json", Json.bytes(e.status()));
      } catch (RuntimeException e) {
        log.error(
            "{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
        StatusException failure = Statuses.internal(e.toString());
        write(
            exchange, List.of(), failure.code(), "application/json", Json.bytes(failure.status()));
      }
    }
  }

  private Call call(HttpExchange exchange) throws IOException {
    List<String> path = segments(exchange.getRequestURI().getRawPath());
    Headers headers = exchange.getRequestHeaders();
    if (!Router.isPublic(path) && !token.opens(first(headers, "Authorization"))) {
      throw Statuses.unauthorized();
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) throw Statuses.tooLarge(MAX_BODY_BYTES);
    return Call.of(
        exchange.getRequestMethod(),
        path,
        new Query(exchange.getRequestURI().getRawQuery()),
        String.join(",", headers.getOrDefault("Accept", List.of())),
        first(headers, "Content-type"),
        first(headers, "User-agent"),
        body);
  }

  private static boolean upgrades(HttpExchange exchange) {
    return first(exchange.getRequestHeaders(), "Upgrade").equalsIgnoreCase("websocket");
  }

  private static String first(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.split("/", -1)) {
      if (segment.isEmpty()) continue;
      try {
        segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw Statuses.badRequest("invalid URL escape \"" + segment + "\"");
      }
    }
    return segments;
  }

  private static void write(HttpExchange exchange, Call call, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Whole(int code, String contentType, byte[] body) ->
          write(exchange, call.warnings(), code, contentType, body);
      case Reply.Stream(Watches.Watch watch) -> {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0); // chunked
        try (OutputStream out = exchange.getResponseBody()) {
          watch.run(out);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt(); // it did not end by itself when the server closed
        }
      }
    }
  }

  private static void write(
      HttpExchange exchange, List<String> warnings, int code, String contentType, byte[] body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    for (String warning : warnings) {
      headers.add(
          "Warning", "299 - \"%s\"".formatted(warning.replace("\\", "\\\\").replace("\"", "\\\"")));
    }
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /// Takes no more requests, ends watches, and lets all other requests come to their end: whoever
  /// closes the store next disturbs nobody.
  @Override
  public void close() {
    executor.shutdown(); // a connection that asks once more is closed
    router.endWatches();
    try {
      if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("requests did not end within {}: they are broken off", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
    server.stop(0);
    executor.shutdownNow();
  }
}

package io.veloflux.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.veloflux.proxy.admin.StateReport.Report;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.runtime.Snapshot;
import io.veloflux.proxy.runtime.Snapshots;
import io.veloflux.proxy.runtime.TenantPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers on the admin port. A virtual thread for each request, so that long polls cost next to
/// nothing.
public final class AdminServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

  /// A longer wait is shortened: whoever asks must notice a dead connection at some time.
  static final long LONGEST_WAIT_MILLIS = 60_000;

  /// Further ones are answered at once.
  private static final int LONG_POLLS = 512;

  private static final Pattern NOT_HEX = Pattern.compile("[^0-9a-f]");
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // else each answer waits 40 ms for the client's delayed ACK between its head and its body
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore longPolls = new Semaphore(LONG_POLLS);
  private final StateReport report;
  private final Snapshots snapshots;
  private final Supplier<String> metrics;

  /// @param address port 0 lets the kernel choose
  /// @throws IOException if the port is taken
  public AdminServer(
      InetSocketAddress address, StateReport report, Snapshots snapshots, Supplier<String> metrics)
      throws IOException {
    this.report = report;
    this.snapshots = snapshots;
    this.metrics = metrics;
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, String type, byte[] body) {
    static Answer text(int status, String text) {
      return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        log.error("admin request failed path={}", exchange.getRequestURI().getPath(), e);
        answer = Answer.text(500, "failed, see the log");
      } catch (InterruptedException e) {
        answer = Answer.text(503, "closing");
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(answer.status, head ? -1 : answer.body.length);
      if (!head) exchange.getResponseBody().write(answer.body);
    }
  }

  private Answer answer(HttpExchange exchange) throws InterruptedException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.text(405, "only GET and HEAD");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/" -> Answer.text(200, "/livez\n/readyz\n/state\n/config\n/metrics");
      case "/livez" -> Answer.text(200, "alive");
      case "/readyz" ->
          report.isReady() ? Answer.text(200, "ready") : Answer.text(503, "not ready");
      case "/state" -> state(exchange);
      case "/config" -> config(query(exchange));
      case "/metrics" ->
          new Answer(200, PROMETHEUS, metrics.get().getBytes(StandardCharsets.UTF_8));
      default -> Answer.text(404, "there is nothing here");
    };
  }

  private Answer state(HttpExchange exchange) throws InterruptedException {
    Map<String, String> query = query(exchange);
    long wait;
    try {
      wait = Long.parseLong(query.getOrDefault("waitMillis", "0"));
    } catch (NumberFormatException e) {
      return Answer.text(400, "waitMillis is no number");
    }
    Report now = await(query.getOrDefault("after", ""), Math.min(wait, LONGEST_WAIT_MILLIS));
    exchange.getResponseHeaders().set("ETag", '"' + now.revision() + '"');
    return new Answer(200, JSON, now.json());
  }

  private Report await(String after, long waitMillis) throws InterruptedException {
    if (waitMillis <= 0 || !longPolls.tryAcquire()) return report.now();
    try {
      return report.after(after, waitMillis);
    } finally {
      longPolls.release();
    }
  }

  /// `{"tenants":[{"hash":…,"config":{…}}]}`, of one tenant if the query names one.
  private Answer config(Map<String, String> query) {
    Snapshot snapshot = snapshots.current();
    String only = query.getOrDefault("tenant", "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String before = "{\"tenants\":[";
    for (TenantPart part : snapshot.tenants().values()) {
      if (!only.isEmpty() && !only.equals(part.tenant())) continue;
      out.writeBytes(
          "%s{\"hash\":\"%s\",\"config\":"
              .formatted(before, NOT_HEX.matcher(part.hash()).replaceAll(""))
              .getBytes(StandardCharsets.UTF_8));
      out.writeBytes(ConfigCodec.write(part.config()));
      out.write('}');
      before = ",";
    }
    if (!before.equals(",")) out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return new Answer(200, JSON, out.toByteArray());
  }

  /// Of parameters that are repeated the last one counts.
  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw == null) return query;
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) continue;
      query.put(
          URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    report.close();
    server.stop(0);
    threads.shutdownNow();
  }
}

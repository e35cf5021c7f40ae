package io.veloflux.operator.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private final AtomicBoolean ready = new AtomicBoolean();
  private HealthServer server;

  @BeforeEach
  void start() throws IOException {
    server = new HealthServer(loopback(0), () -> true, ready::get, () -> "passes_total 3\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itIsAliveBeforeItIsReady() throws Exception {
    assertEquals("200 ok\n", get("/livez"));
    assertEquals("503 not yet\n", get("/readyz"));
    ready.set(true);
    assertEquals("200 ok\n", get("/readyz"));
  }

  @Test
  void metricsAreReadAnewEachTime() throws Exception {
    assertEquals("200 passes_total 3\n", get("/metrics"));
  }

  @Test
  void nothingElseIsThere() throws Exception {
    assertEquals("404 not found\n", get("/livez/more"));
  }

  @Test
  void aTakenPortIsSaid() {
    assertThrows(
        IOException.class,
        () -> new HealthServer(loopback(server.port()), () -> true, () -> true, () -> ""));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private String get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}

package io.veloflux.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private SampleServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        SampleServer.start(new SampleServers.Sample("red", 0, 0), InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return client.send(
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.ofString(method.equals("POST") ? "x" : ""))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void everyPathIsAnsweredWithTheName() throws Exception {
    assertEquals("Hello from red\n", call("GET", "/any/path?delay=1").body());
    assertEquals("Hello from red\n", call("POST", "/").body());
    assertEquals(200, call("HEAD", "/").statusCode());
  }

  @Test
  void itsHealthCanBeChanged() throws Exception {
    assertEquals(200, call("GET", "/health").statusCode());
    assertEquals("red is sick\n", call("POST", "/sick").body());
    assertEquals(503, call("GET", "/health").statusCode());
    assertEquals("red is well\n", call("POST", "/well").body());
    assertEquals(200, call("GET", "/health").statusCode());
  }

  @Test
  void itShowsTheHeadThatArrived() throws Exception {
    String head = call("GET", "/headers?x=1").body();
    assertTrue(head.startsWith("GET /headers?x=1\n"), head);
    assertTrue(head.contains("Host: 127.0.0.1:"), head);
  }
}

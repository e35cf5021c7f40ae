package io.veloflux.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.runtime.Configs;
import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.StateCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole proxy, started from files as an operator would.
class ProxyTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private final HttpServer backend = backend("one");
  private final HttpServer other = backend("two");
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = freePort();
  private @Nullable Proxy proxy;

  private static HttpServer backend(String says) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = says.getBytes(StandardCharsets.UTF_8);
            int status = exchange.getRequestURI().getPath().equals("/sick") ? 500 : 200;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Free a moment ago: bind ports are named by the configuration.
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    if (proxy != null) proxy.close();
    backend.stop(0);
    other.stop(0);
    client.close();
  }

  private ProxySettings settings() {
    return ProxySettings.of(new ProxySettings.Source.Files(folder.resolve("config")))
        .withName("test")
        .withBindAddress(LOOPBACK)
        .withAdmin(new InetSocketAddress(LOOPBACK, 0))
        .withEventLoops(1);
  }

  private Proxy start(ProxySettings settings) throws Exception {
    Proxy started = Proxy.start(settings);
    proxy = started;
    return started;
  }

  private static String authority(HttpServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void write(ProxyConfig config) throws IOException {
    Files.createDirectories(folder.resolve("config"));
    Path beside = folder.resolve("beside");
    Files.write(beside, ConfigCodec.write(config));
    Files.move(
        beside,
        folder.resolve("config").resolve(config.tenant() + ".json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /// `STATUS BODY`.
  private String get(String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private String admin(String path) throws Exception {
    assertTrue(proxy != null);
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(proxy.adminPort(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private ProxyState state() throws Exception {
    return StateCodec.read(admin("/state").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void servesARequestFromAFileAndFollowsTheFile() throws Exception {
    write(Configs.simple("acme", port, "", authority(backend)));
    Proxy started = start(settings());
    assertTrue(started.awaitComplete(Duration.ofSeconds(10)));
    await().until(started::isReady);
    assertEquals("200 one", get("/"));
    write(Configs.simple("acme", port, "", authority(other)));
    await().until(() -> get("/").equals("200 two"));
  }

  @Test
  void aBrokenFileChangesNothingAndIsReported() throws Exception {
    write(Configs.simple("acme", port, "", authority(backend)));
    start(settings()).awaitComplete(Duration.ofSeconds(10));
    String hash = state().tenants().getFirst().hash();
    Files.writeString(folder.resolve("config/acme.json"), "{");
    await().until(() -> state().tenants().getFirst().refused() != null);
    assertEquals(hash, state().tenants().getFirst().hash());
    assertEquals("200 one", get("/"));
  }

  @Test
  void aSickBackendIsReportedAndGetsNothing() throws Exception {
    ProxyConfig simple = Configs.simple("acme", port, "");
    PoolConfig.HealthCheck check = new PoolConfig.HealthCheck("/sick", 50, 2_000, 200, 1, 1);
    EndpointConfig endpoint = Configs.endpoint("one", authority(backend));
    PoolConfig pool =
        new PoolConfig(
            "pool/acme/main", PoolConfig.Algorithm.ROUND_ROBIN, check, 0, 0, List.of(endpoint));
    write(new ProxyConfig(1, "acme", simple.listeners(), simple.routes(), List.of(pool)));
    start(settings()).awaitComplete(Duration.ofSeconds(10));
    await()
        .until(() ->
            state().tenants().stream()
                .flatMap(tenant -> tenant.pools().stream())
                .flatMap(its -> its.endpoints().stream())
                .anyMatch(its -> its.reason().equals("status 500 instead of 200")));
    assertTrue(get("/").startsWith("503 "));
  }

  @Test
  void startsFromTheLastGoodCopyWhileTheSourceIsAway() throws Exception {
    ProxySettings settings =
        settings().withLastGood(folder.resolve("kept")).withSourcePatience(Duration.ofMillis(10));
    write(Configs.simple("acme", port, "", authority(backend)));
    start(settings).awaitComplete(Duration.ofSeconds(10));
    await().until(() -> Files.exists(folder.resolve("kept/acme.last-good")));
    close(proxy);
    Files.move(folder.resolve("config"), folder.resolve("away"));
    Proxy again = start(settings);
    await().until(again::isReady);
    assertTrue(state().stale());
    assertEquals("200 one", get("/"));
    Files.move(folder.resolve("away"), folder.resolve("config"));
    await().until(() -> !state().stale());
  }

  private static void close(@Nullable Proxy proxy) {
    if (proxy != null) proxy.close();
  }

  @Test
  void drainsWithoutLosingARequest() throws Exception {
    write(Configs.simple("acme", port, "", authority(backend)));
    Proxy started = start(settings());
    started.awaitComplete(Duration.ofSeconds(10));
    assertEquals("200 one", get("/"));
    assertTrue(started.drain(Duration.ofSeconds(10)));
    assertFalse(started.isReady());
    assertTrue(state().draining());
    assertThrows(IOException.class, () -> get("/"));
  }

  @Test
  void metricsCountWhatWasServed() throws Exception {
    write(Configs.simple("acme", port, "", authority(backend)));
    start(settings()).awaitComplete(Duration.ofSeconds(10));
    get("/");
    await()
        .until(() ->
            admin("/metrics")
                .contains(
                    "veloflux_proxy_requests_total{pool=\"pool/acme/main\",status=\"2xx\",tenant=\"acme\"} 1.0"));
  }

  @Test
  void aTakenAdminPortIsSaidAndLeavesNothingRunning() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      ProxySettings settings =
          settings().withAdmin(new InetSocketAddress(LOOPBACK, taken.getLocalPort()));
      assertThrows(IOException.class, () -> Proxy.start(settings));
    }
  }
}

package io.veloflux.proxy.admin;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.runtime.Configs;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Sockets;
import io.veloflux.proxy.source.Offer;
import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.StateCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final Sockets NO_SOCKETS =
      new Sockets() {
        @Override
        public Map<Integer, String> open(Set<Integer> bindPorts) {
          return Map.of();
        }

        @Override
        public void closeAllBut(Set<Integer> bindPorts) {}
      };

  private final Applier applier = new Applier(NO_SOCKETS, _ -> {}, new SplittableRandom(1));
  private final StateReport report = new StateReport("proxy-1", applier::applied);
  private final AdminServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  AdminServerTest() throws IOException {
    server =
        new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            report,
            applier,
            () -> "veloflux_up 1\n");
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<ProxyState> poll(String after) {
    return client
        .sendAsync(
            request("/state?waitMillis=60000&after=" + after),
            HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(answer -> {
          try {
            return StateCodec.read(answer.body());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private String revision() throws Exception {
    return get("/state").headers().firstValue("ETag").orElseThrow().replace("\"", "");
  }

  private void offer(String tenant, Offer offer) {
    applier.apply(Map.of(tenant, offer));
    report.changed();
  }

  private static Offer config(String tenant, String hash) {
    ProxyConfig simple = Configs.simple(tenant, 8080, tenant + ".test");
    PoolConfig checked =
        Configs.pool(
            "pool/%s/main".formatted(tenant),
            PoolConfig.Algorithm.ROUND_ROBIN,
            new PoolConfig.HealthCheck("/", 1_000, 1_000, 200, 1, 1),
            "127.0.0.1:9001");
    return new Offer.Config(
        hash, new ProxyConfig(1, tenant, simple.listeners(), simple.routes(), List.of(checked)));
  }

  @Test
  void readyOnlyOnceCompleteAndNotWhileDraining() throws Exception {
    assertEquals(200, get("/livez").statusCode());
    assertEquals(503, get("/readyz").statusCode());
    report.ready();
    assertEquals(200, get("/readyz").statusCode());
    report.draining();
    assertEquals(503, get("/readyz").statusCode());
    assertEquals(200, get("/livez").statusCode());
  }

  @Test
  void stateSaysWhatIsServedRefusedAndHowEndpointsAre() throws Exception {
    report.ready();
    offer("a", config("a", "0a1b"));
    offer("b", new Offer.Broken("ffff", "not a configuration"));
    Endpoint endpoint =
        applier.current().tenants().get("a").pools().get("pool/a/main").endpoints().getFirst();
    endpoint.checked(Endpoint.Health.UNHEALTHY, "status 500 instead of 200");
    report.changed();
    HttpResponse<String> answer = get("/state");
    ProxyState state = StateCodec.read(answer.body().getBytes(StandardCharsets.UTF_8));
    assertEquals(
        new ProxyState(
            "proxy-1",
            true,
            false,
            false,
            List.of(
                new ProxyState.TenantState(
                    "a",
                    "0a1b",
                    null,
                    List.of(
                        new ProxyState.PoolState(
                            "pool/a/main",
                            List.of(
                                new ProxyState.EndpointState(
                                    "backend-0",
                                    "127.0.0.1:9001",
                                    false,
                                    "status 500 instead of 200"))))),
                new ProxyState.TenantState(
                    "b", "", new ProxyState.Refused("ffff", "not a configuration"), List.of()))),
        state);
    assertEquals(
        '"' + StateCodec.revision(answer.body().getBytes(StandardCharsets.UTF_8)) + '"',
        answer.headers().firstValue("ETag").orElseThrow());
  }

  @Test
  void aLongPollAnswersWhenTheStateIsAnother() throws Exception {
    String before = revision();
    CompletableFuture<ProxyState> waiting = poll(before);
    report.changed(); // nothing is different: goes on waiting
    offer("a", config("a", "0a1b"));
    ProxyState state = waiting.get(10, TimeUnit.SECONDS);
    assertEquals("0a1b", state.tenants().getFirst().hash());
    assertNotEquals(before, revision());
  }

  @Test
  void aLongPollForAnOtherStateAnswersAtOnceAndOneThatIsOverTheSame() throws Exception {
    assertEquals("proxy-1", poll("older").get(10, TimeUnit.SECONDS).proxy());
    HttpResponse<String> over = get("/state?after=%s&waitMillis=20".formatted(revision()));
    assertEquals('"' + revision() + '"', over.headers().firstValue("ETag").orElseThrow());
  }

  @Test
  void manyLongPollsWaitAtOnceAndTheEndReleasesThem() throws Exception {
    String before = revision();
    List<CompletableFuture<ProxyState>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) waiting.add(poll(before));
    assertEquals(200, get("/livez").statusCode());
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
    report.close();
    await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void configSaysWhatIsServed() throws Exception {
    offer("a", config("a", "0a1b"));
    offer("b", config("b", "0b"));
    var all = new ObjectMapper().readTree(get("/config").body()).get("tenants");
    assertEquals(2, all.size());
    assertEquals("0a1b", all.get(0).get("hash").textValue());
    var one = new ObjectMapper().readTree(get("/config?tenant=b").body()).get("tenants");
    assertEquals(1, one.size());
    assertEquals(
        applier.current().tenants().get("b").config(),
        ConfigCodec.read(one.get(0).get("config").toString().getBytes(StandardCharsets.UTF_8)));
    assertEquals("{\"tenants\":[]}", get("/config?tenant=x").body());
  }

  @Test
  void everythingElseIsRefusedPolitely() throws Exception {
    assertEquals("veloflux_up 1\n", get("/metrics").body());
    assertEquals(404, get("/nothing").statusCode());
    assertEquals(400, get("/state?waitMillis=x").statusCode());
    HttpRequest post =
        HttpRequest.newBuilder(request("/state"), (_, _) -> true)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertEquals(405, client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
  }
}

package io.veloflux.proxy.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.runtime.Configs;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Sockets;
import io.veloflux.proxy.source.Offer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /// Prometheus text format: name, labels with escaped values, value.
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\})? [-+0-9.eEInfNa]+");

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  private List<String> scrape(String start) {
    return metrics.scrape().lines().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void exchangesAreCountedByPoolAndClassOfStatus() {
    metrics.finished(Exchanges.of("acme", "pool/acme/shop", "GET", "h", 200, ""));
    metrics.finished(Exchanges.of("acme", "pool/acme/shop", "GET", "h", 204, ""));
    metrics.finished(Exchanges.of("acme", "pool/acme/shop", "GET", "h", 503, "NoEndpoint"));
    metrics.finished(Exchanges.of("acme", "pool/acme/shop", "GET", "h", 0, "ClientClosed"));
    String labels = "{pool=\"pool/acme/shop\",status=\"%s\",tenant=\"acme\"} ";
    List<String> lines = scrape("veloflux_proxy_requests_total");
    assertTrue(
        lines.contains("veloflux_proxy_requests_total" + labels.formatted("2xx") + "2.0"),
        lines::toString);
    assertTrue(
        lines.contains("veloflux_proxy_requests_total" + labels.formatted("5xx") + "1.0"),
        lines::toString);
    assertTrue(
        lines.contains("veloflux_proxy_requests_total" + labels.formatted("none") + "1.0"),
        lines::toString);
    assertEquals(
        List.of(
            "veloflux_proxy_response_bytes_total{pool=\"pool/acme/shop\",tenant=\"acme\"} 80.0"),
        scrape("veloflux_proxy_response_bytes_total"));
    assertEquals(
        List.of(
            "veloflux_proxy_failures_total{reason=\"ClientClosed\"} 1.0",
            "veloflux_proxy_failures_total{reason=\"NoEndpoint\"} 1.0"),
        scrape("veloflux_proxy_failures_total").stream().sorted().toList());
  }

  @Test
  void whatClientsChooseIsNeverALabel() {
    Set<Integer> counts = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      metrics.finished(Exchanges.of("acme", "p", "M" + i + "\"x", "host" + i, 200, ""));
      if (i % 100 == 0) counts.add(scrape("veloflux_").size());
    }
    assertEquals(1, counts.size(), "lines stay the same");
    assertFalse(metrics.scrape().contains("host4"));
  }

  @Test
  void theNumberOfReasonsIsBounded() {
    for (int i = 0; i < 500; i++)
      metrics.finished(Exchanges.of("acme", "p", "GET", "h", 500, "Reason" + i));
    List<String> lines = scrape("veloflux_proxy_failures_total");
    assertTrue(lines.size() <= 65, () -> "lines " + lines.size());
    assertTrue(
        lines.contains("veloflux_proxy_failures_total{reason=\"Other\"} 436.0"), lines::toString);
  }

  @Test
  void theScrapeStaysValidWhateverTheNames() {
    metrics.finished(Exchanges.of("a\"b\\c\nd😀", "p\"", "GET", "h", 200, "r\""));
    metrics
        .scrape()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isEmpty())
        .forEach(line -> assertTrue(SAMPLE.matcher(line).matches(), line));
  }

  @Test
  void gaugesFollowTheSnapshotAndVanishedPoolsTakeTheirMetersAlong() {
    SnapshotMetrics snapshots = new SnapshotMetrics(metrics);
    Applier applier = new Applier(new NoSockets(), _ -> {}, new SplittableRandom(1));
    Applied applied = offer(applier, "1", "pool/a/main", "127.0.0.1:9001", "127.0.0.1:9002");
    snapshots.follow(applied);
    metrics.finished(Exchanges.of("a", "pool/a/main", "GET", "h", 200, ""));
    Endpoint endpoint =
        applied.snapshot().tenants().get("a").pools().get("pool/a/main").endpoints().getFirst();
    endpoint.checked(Endpoint.Health.UNHEALTHY, "status 500");
    assertTrue(endpoint.begin(0));
    String labels = "{pool=\"pool/a/main\",tenant=\"a\"} ";
    assertEquals(
        List.of("veloflux_proxy_in_flight" + labels + "1.0"), scrape("veloflux_proxy_in_flight{"));
    assertEquals(
        List.of("veloflux_proxy_routes{tenant=\"a\"} 1.0"), scrape("veloflux_proxy_routes{"));
    assertTrue(
        scrape("veloflux_proxy_endpoints{")
            .contains(
                "veloflux_proxy_endpoints{health=\"unhealthy\",pool=\"pool/a/main\",tenant=\"a\"} 1.0"));
    snapshots.follow(applier.apply(Map.of("a", new Offer.Gone())));
    assertFalse(metrics.scrape().contains("pool/a/main"));
    assertEquals(
        List.of("veloflux_proxy_snapshots_total 2.0"), scrape("veloflux_proxy_snapshots_total"));
  }

  private static Applied offer(Applier applier, String hash, String pool, String... endpoints) {
    ProxyConfig simple = Configs.simple("a", 8080, "a.test");
    PoolConfig its = Configs.pool(pool, PoolConfig.Algorithm.ROUND_ROBIN, null, endpoints);
    return applier.apply(
        Map.of(
            "a",
            new Offer.Config(
                hash, new ProxyConfig(1, "a", simple.listeners(), simple.routes(), List.of(its)))));
  }

  private static final class NoSockets implements Sockets {
    @Override
    public Map<Integer, String> open(Set<Integer> bindPorts) {
      return Map.of();
    }

    @Override
    public void closeAllBut(Set<Integer> bindPorts) {}
  }
}

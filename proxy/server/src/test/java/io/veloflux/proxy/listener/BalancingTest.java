package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.PoolConfig.Algorithm;
import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Algorithms as clients notice them. What each promises by itself: `balance.PickerTest` and its
/// neighbours.
class BalancingTest {
  private static final Setup BEHIND_A_PROXY = Setup.USUAL.withTrustedProxies("127.0.0.0/8");

  @Test
  void sourceHashKeepsAClientWhereItIs() throws Exception {
    try (Backend a = named("a");
        Backend b = named("b");
        Backend c = named("c");
        ProxyUnderTest proxy =
            new ProxyUnderTest(BEHIND_A_PROXY.withAlgorithm(Algorithm.SOURCE_HASH), a, b, c)) {
      List<String> first = byClient(proxy);
      assertEquals(Set.of("a", "b", "c"), Set.copyOf(first));
      assertEquals(first, byClient(proxy));
      proxy.changeBackends(a.port(), b.port());
      List<String> without = byClient(proxy);
      for (int client = 0; client < first.size(); client++) {
        if (!first.get(client).equals("c")) assertEquals(first.get(client), without.get(client));
      }
      proxy.changeBackends(a.port(), b.port(), c.port());
      assertEquals(first, byClient(proxy));
    }
  }

  private static List<String> byClient(ProxyUnderTest proxy) throws Exception {
    List<String> answers = new ArrayList<>();
    try (Wire wire = proxy.connect()) {
      for (int client = 0; client < 60; client++) {
        answers.add(get(wire, "/", "X-Forwarded-For: 198.51.100.%d|".formatted(client)));
      }
    }
    return answers;
  }

  @Test
  void uriHashKeepsAPathWhereItIsWhateverItsQuery() throws Exception {
    try (Backend a = named("a");
        Backend b = named("b");
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withAlgorithm(Algorithm.URI_HASH), a, b);
        Wire wire = proxy.connect()) {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String its = get(wire, "/item/" + i, "");
        assertEquals(its, get(wire, "/item/%d?page=%d".formatted(i, i), ""));
        answers.add(its);
      }
      assertEquals(Set.of("a", "b"), Set.copyOf(answers));
    }
  }

  @Test
  void adaptiveLeavesASlowBackendAlone() throws Exception {
    try (Backend fast = named("fast");
        Backend slow =
            new Backend((wire, _) -> {
              while (true) {
                wire.readHead();
                wire.pause(Duration.ofMillis(200));
                answer(wire, "slow");
              }
            });
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withAlgorithm(Algorithm.ADAPTIVE), fast, slow);
        Wire wire = proxy.connect()) {
      int slowly = 0;
      for (int i = 0; i < 100; i++) if (get(wire, "/", "").equals("slow")) slowly++;
      assertTrue(slowly < 25, slowly + " of 100 went to the slow one");
    }
  }

  @Test
  void staticRoundRobinTakesTurns() throws Exception {
    try (Backend a = named("a");
        Backend b = named("b");
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withAlgorithm(Algorithm.STATIC_ROUND_ROBIN), a, b);
        Wire wire = proxy.connect()) {
      String before = get(wire, "/", "");
      for (int i = 0; i < 10; i++) {
        String now = get(wire, "/", "");
        assertTrue(!now.equals(before), "twice " + now);
        before = now;
      }
    }
  }

  private static Backend named(String name) throws Exception {
    return new Backend((wire, _) -> {
      while (true) {
        wire.readHead();
        answer(wire, name);
      }
    });
  }

  private static void answer(Wire wire, String name) throws IOException {
    wire.write("HTTP/1.1 200 OK|Content-Length: %d||%s".formatted(name.length(), name));
  }

  /// @return the name of the backend that answered
  private static String get(Wire wire, String path, String fields) throws Exception {
    wire.write("GET %s HTTP/1.1|Host: shop.example.com|%s|".formatted(path, fields));
    String response = wire.readResponse();
    return response.substring(response.lastIndexOf('|') + 1);
  }
}

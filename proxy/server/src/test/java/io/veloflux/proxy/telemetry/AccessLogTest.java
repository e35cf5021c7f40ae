package io.veloflux.proxy.telemetry;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
  @Test
  void aLineSaysWhatHappened() {
    assertEquals(
        """
        {"time":"2023-11-14T22:13:20Z","client":"192.0.2.1","method":"GET","host":"shop.test","path":"/cart",\
        "protocol":"HTTP/1.1","status":503,"reason":"NoEndpoint","durationMicros":12345,"bytesIn":10,"bytesOut":20,\
        "tenant":"acme","listener":"loadbalancer/acme/default/http","route":"route/acme/shop","pool":"pool/acme/shop",\
        "endpoint":"10.0.0.1:80","attempts":1,"requestId":"id-1"}\
        """,
        AccessLog.line(
            Exchanges.of("acme", "pool/acme/shop", "GET", "shop.test", 503, "NoEndpoint")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\",\"status\":200,\"y\":\"",
        "x\n{\"status\":200}",
        "\r\u0000\u001b[31m\u007f\u0085\u2028\u2029\\",
        "ünï😀cödé\ud800",
      })
  void nothingThatClientsSendBreaksTheLine(String host) throws Exception {
    String line = AccessLog.line(Exchanges.of("acme", "p", "GET", host, 200, ""));
    assertTrue(line.chars().allMatch(c -> c >= 0x20 && c < 0x7f), line);
    assertEquals(host, new ObjectMapper().readTree(line).get("host").textValue());
    assertEquals(200, new ObjectMapper().readTree(line).get("status").intValue());
  }

  @Test
  void longValuesAreCut() {
    String line = AccessLog.line(Exchanges.of("acme", "p", "GET", "x".repeat(100_000), 200, ""));
    assertTrue(line.length() < 3_000, () -> "length " + line.length());
    assertTrue(line.contains("xxx\\u2026\""), line);
  }

  @Test
  void whatWaitsIsStillWrittenAtTheEnd() {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (AccessLog log = new AccessLog(lines::add, () -> {})) {
      for (int i = 0; i < 5_000; i++)
        log.finished(Exchanges.of("acme", "p", "GET", "h" + i, 200, ""));
    }
    assertEquals(5_000, lines.size());
    assertTrue(lines.getLast().contains("\"host\":\"h4999\""));
  }

  @Test
  void linesThatComeTooFastAreDroppedAndCounted() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger written = new AtomicInteger();
    AtomicInteger dropped = new AtomicInteger();
    try (AccessLog log =
        new AccessLog(
            _ -> {
              written.incrementAndGet();
              awaitUninterruptibly(stuck);
            },
            dropped::incrementAndGet)) {
      ExchangeRecord exchange = Exchanges.of("acme", "p", "GET", "h", 200, "");
      for (int i = 0; i < 20_000; i++) log.finished(exchange);
      assertTrue(dropped.get() > 0);
      stuck.countDown();
      await().until(() -> written.get() + dropped.get() == 20_000);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

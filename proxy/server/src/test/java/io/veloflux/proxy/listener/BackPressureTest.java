package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever does not read makes the other side wait; the proxy keeps only little in between. Counted
/// at the sender: what it could send is what proxy and kernel took.
class BackPressureTest {
  private static final int TOTAL = 256 << 20;
  private static final int BLOCK = 65_536;

  /// Far more than the buffers of two connections in the kernel and the proxy's own, far less than
  /// all.
  private static final long BOUND = 48 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "Transfer-Encoding"})
  void aClientThatDoesNotReadStopsTheBackend(String framing) throws Exception {
    AtomicLong sent = new AtomicLong();
    boolean chunked = framing.startsWith("T");
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write(
                  "HTTP/1.1 200 OK|"
                      + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + TOTAL)
                      + "||");
              byte[] block = new byte[BLOCK];
              for (int i = 0; i < TOTAL / BLOCK; i++) {
                if (chunked) wire.write("10000|");
                wire.write(block);
                if (chunked) wire.write("|");
                sent.addAndGet(BLOCK);
              }
              if (chunked) wire.write("0||");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = Wire.connect(proxy.port(), BLOCK)) {
      client.write("GET / HTTP/1.1|Host: shop.example.com|Connection: close||");
      assertStops(sent);
      client.readHead();
      assertTrue(client.skipToEnd() >= TOTAL);
      assertEquals(TOTAL, proxy.logged(1).bytesOut());
    }
  }

  @Test
  void aBackendThatDoesNotReadStopsTheClient() throws Exception {
    AtomicLong sent = new AtomicLong();
    var go = new java.util.concurrent.CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              wire.skip(TOTAL);
              wire.write("HTTP/1.1 200 OK|Content-Length: 2||ok");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("POST / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(TOTAL));
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  byte[] block = new byte[BLOCK];
                  for (int i = 0; i < TOTAL / BLOCK; i++) {
                    client.write(block);
                    sent.addAndGet(BLOCK);
                  }
                } catch (java.io.IOException e) {
                  // seen by the count
                }
              });
      assertStops(sent);
      go.countDown();
      assertEquals("HTTP/1.1 200 OK|Content-Length: 2||ok", client.readResponse());
      sender.join();
      assertEquals(TOTAL, proxy.logged(1).bytesIn());
    }
  }

  /// Waits until nothing moves any more.
  private static void assertStops(AtomicLong sent) {
    long[] before = {-1};
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> {
          long now = sent.get();
          boolean stopped = now > 0 && now == before[0];
          before[0] = now;
          return stopped;
        });
    assertTrue(
        sent.get() < BOUND, () -> "%d bytes of %d went into buffers".formatted(sent.get(), TOTAL));
  }
}

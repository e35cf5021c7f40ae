package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Further attempts that a route asks for. Those that need no asking: [FailuresTest].
class RetryTest {
  private static final String GET = "GET / HTTP/1.1|Host: shop.example.com||";

  private static Backend failing(int status) throws Exception {
    return Backend.answering("HTTP/1.1 %d Bad|Content-Length: 3||bad".formatted(status));
  }

  @Test
  void aStatusIsTriedAgainAtAnotherEndpoint() throws Exception {
    try (Backend bad = failing(503);
        Backend good = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withRetry(1, 503), bad, good);
        Wire client = proxy.connect()) {
      for (int i = 0; i < 8; i++) {
        client.write(GET);
        assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      }
      assertTrue(bad.heads().size() > 0);
      assertEquals(8, good.heads().size());
    }
  }

  @Test
  void theBodyIsSentAgain() throws Exception {
    try (Backend bad = failing(502);
        Backend good = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withRetry(2, 502), bad, good);
        Wire client = proxy.connect()) {
      for (int i = 0; i < 4; i++) {
        client.write("PUT / HTTP/1.1|Host: shop.example.com|Content-Length: 5||hello");
        assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      }
    }
  }

  @Test
  void theOnlyEndpointIsTriedAgainItself() throws Exception {
    try (Backend second =
            new Backend((wire, number) -> {
              wire.readRequest();
              wire.write(
                  number == 1
                      ? "HTTP/1.1 500 Bad|Content-Length: 0||"
                      : "HTTP/1.1 200 OK|Content-Length: 0||");
              wire.readToEnd();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withRetry(1, 500), second);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      assertEquals(2, proxy.logged(1).attempts());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          GET    > 503 > 3
          DELETE > 503 > 3
          POST   > 503 > 1
          GET    > 500 > 1
          """)
  void theLastAnswerIsPassedOn(String method, int status, int attempts) throws Exception {
    try (Backend a = failing(status);
        Backend b = failing(status);
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withRetry(2, 503), a, b);
        Wire client = proxy.connect()) {
      client.write("%s / HTTP/1.1|Host: shop.example.com|Content-Length: 0||".formatted(method));
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 " + status), response);
      assertTrue(response.endsWith("bad"), response);
      assertEquals(attempts, proxy.logged(1).attempts());
      assertEquals("", proxy.logged(1).reason());
    }
  }

  @Test
  void aSlowAttemptIsTriedElsewhere() throws Exception {
    try (Backend silent = new Backend((wire, _) -> wire.readToEnd());
        Backend good = Backend.answeringOk();
        ProxyUnderTest proxy =
            new ProxyUnderTest(
                Setup.USUAL.withTimeouts(0, 300, 0).withRetry(1, 503), silent, good);
        Wire client = proxy.connect()) {
      for (int i = 0; i < 2; i++) {
        client.write(GET);
        assertTrue(client.readResponse().startsWith("HTTP/1.1 200 "));
      }
      assertEquals(3, proxy.logged(1).attempts() + proxy.logged(2).attempts());
    }
  }

  @Test
  void attemptsThatWereAllTooSlowEndIn504() throws Exception {
    try (Backend a = new Backend((wire, _) -> wire.readToEnd());
        Backend b = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withTimeouts(0, 200, 0).withRetry(2, 503), a, b);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 504 "));
      assertEquals(3, proxy.logged(1).attempts());
    }
  }

  @Test
  void theBudgetBoundsWhatAStormOfFailuresCosts() throws Exception {
    int requests = 1_000;
    long start = System.nanoTime();
    try (Backend a = failing(503);
        Backend b = failing(503);
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withRetry(10, 503), a, b);
        Wire client = proxy.connect()) {
      for (int i = 0; i < requests; i++) {
        client.write(GET);
        assertTrue(client.readResponse().startsWith("HTTP/1.1 503 "));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      int repeated = a.heads().size() + b.heads().size() - requests;
      double allowed = requests / 5.0 + 10 * (seconds + 2);
      assertTrue(repeated <= allowed, repeated + " further attempts, allowed " + allowed);
    }
  }
}

package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client gets when something is wrong, and which request may be sent again.
class FailuresTest {
  private static final String GET = "GET / HTTP/1.1|Host: shop.example.com||";
  private static final String POST =
      "POST / HTTP/1.1|Host: shop.example.com|Content-Length: 5||hello";
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2||ok";

  /// A port that nobody listens on.
  private static Backend dead() throws IOException {
    Backend backend = Backend.answeringOk();
    backend.stopListening();
    return backend;
  }

  @ParameterizedTest
  @CsvSource({"nowhere, /, 404, NoRoute", "shop.example.com, /missing, 500, PoolNotFound"})
  void saysWhyNobodyServesIt(String host, String path, int status, String reason) throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET %s HTTP/1.1|Host: %s||".formatted(path, host));
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 " + status), response);
      assertTrue(response.endsWith("||" + reason + "\n"), response);
      assertFalse(response.contains("Connection"), "the connection is still good");
      ExchangeRecord record = proxy.logged(1);
      assertEquals(status + reason, record.status() + record.reason());
      assertEquals(0, record.attempts());
    }
  }

  @Test
  void answers503WithoutAnEndpoint() throws Exception {
    try (ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 503 "));
      assertEquals("NoEndpoint", proxy.logged(1).reason());
    }
  }

  @Test
  void answers503WhenNoEndpointCanBeReached() throws Exception {
    try (Backend one = dead();
        Backend two = dead();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, one, two);
        Wire client = proxy.connect()) {
      client.write(POST);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 503 "));
      ExchangeRecord record = proxy.logged(1);
      assertEquals("ConnectFailed", record.reason());
      assertEquals(2, record.attempts());
      assertEquals("pool/acme/shop", record.pool());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 1_000_000})
  void triesAnotherEndpointWhileNothingWasSent(int length) throws Exception {
    try (Backend dead = dead();
        Backend good = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, dead, good);
        Wire client = proxy.connect()) {
      for (int round = 1; round <= 4; round++) {
        client.write(
            "POST / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(length));
        client.write(new byte[length]);
        assertEquals(OK, client.readResponse());
        assertEquals(length, proxy.logged(round).bytesIn());
      }
      assertEquals(4, good.heads().size());
    }
  }

  /// Closes kept connections the moment they are used again, as a backend does that restarts.
  private static Backend stale() throws IOException {
    return new Backend((wire, number) -> {
      wire.readRequest();
      wire.write(OK);
      if (number > 1) wire.readToEnd();
      wire.readRequest();
      wire.reset();
    });
  }

  @Test
  void repeatsAnIdempotentRequestThatMetAStaleConnection() throws Exception {
    try (Backend backend = stale();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertEquals(OK, client.readResponse());
      client.write("PUT / HTTP/1.1|Host: shop.example.com|Content-Length: 5||hello");
      assertEquals(OK, client.readResponse());
      assertEquals(2, proxy.logged(2).attempts());
      assertEquals(
          backend.heads().get(1), backend.heads().get(2), "the same bytes, the same request id");
    }
  }

  @Test
  void neverRepeatsWhatMayHaveBeenDone() throws Exception {
    try (Backend backend = stale();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertEquals(OK, client.readResponse());
      client.write(POST);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 503 "));
      assertEquals("UpstreamReset", proxy.logged(2).reason());
      assertEquals(2, backend.heads().size());
    }
  }

  @Test
  void neverRepeatsABodyThatItDidNotKeep() throws Exception {
    int length = 200_000;
    try (Backend closing =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.read(length);
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, closing);
        Wire client = proxy.connect()) {
      client.write("PUT / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(length));
      client.write(new byte[length]);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 503 "));
      assertEquals(1, proxy.logged(1).attempts());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2|",
        "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 2||",
        "HTTP/1.1 200 OK|Transfer-Encoding: gzip||",
        "HTTP/1.1 200 OK|X: a\n||",
        "HTTP/1.1 101 Switching Protocols|Upgrade: websocket||",
        "HTTP/1.1 200 O",
      })
  void answers502ToWhatIsNoHttp(String response) throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write(response);
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(GET);
      assertTrue(client.readResponse().startsWith("HTTP/1.1 502 "));
      ExchangeRecord record = proxy.logged(1);
      assertEquals("BadResponse", record.reason());
      assertEquals(1, record.attempts());
    }
  }

  @Test
  void answers502ToAFloodOfInterimResponses() throws Exception {
    try (Backend backend = Backend.answering("HTTP/1.1 102 Processing||".repeat(100));
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.0|Host: shop.example.com||");
      assertTrue(client.readToEnd().startsWith("HTTP/1.1 502 "));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          HTTP/1.1 > Transfer-Encoding: chunked||5|hello| > FIN   > Transfer-Encoding: chunked||5|hello|
          HTTP/1.1 > Transfer-Encoding: chunked||5|hello| > RESET > Transfer-Encoding: chunked||5|hello|
          HTTP/1.1 > Content-Length: 100||hello           > FIN   > Content-Length: 100||hello
          HTTP/1.1 > Content-Length: 100||hello           > RESET > Content-Length: 100||hello
          HTTP/1.1 > A: b||hello                          > RESET > A: b|Transfer-Encoding: chunked||5|hello|
          HTTP/1.1 > Transfer-Encoding: chunked||5|helloX > FIN   > Transfer-Encoding: chunked||5|hello|
          """)
  void aTruncatedBodyNeverLooksComplete(
      String version, String response, String end, String expected) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write("HTTP/1.1 200 OK|" + response);
              await(seen);
              if (end.equals("RESET")) wire.reset();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / %s|Host: shop.example.com||".formatted(version));
      String begin = client.readHead() + client.read(expected.endsWith("|") ? 10 : 5);
      seen.countDown();
      assertEquals("HTTP/1.1 200 OK|" + expected, begin + client.readToEnd());
      ExchangeRecord record = proxy.logged(1);
      assertEquals(200, record.status());
      assertFalse(record.reason().isEmpty());
      assertEquals(5, record.bytesOut());
    }
  }

  /// Its only sign of an end is the end of the connection: so that must be a bad one.
  @Test
  void aTruncatedBodyNeverLooksCompleteToHttp10() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|");
              await(seen);
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.0|Host: shop.example.com||");
      String begin = client.readHead() + client.read(5);
      assertTrue(begin.endsWith("||hello"), begin);
      seen.countDown();
      assertEquals("RESET", client.readToEnd());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatIsStillSendingReadsTheRefusal(boolean chunked) throws Exception {
    int length = 12 << 20;
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      for (int round = 0; round < 20; round++) {
        try (Wire client = proxy.connect()) {
          String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length;
          client.write("POST /denied HTTP/1.1|Host: shop.example.com|" + framing + "||");
          if (chunked) client.write(Integer.toHexString(length) + "|");
          client.write(new byte[length]);
          String response = client.readResponse();
          assertTrue(response.startsWith("HTTP/1.1 413 "), response);
          assertTrue(response.contains("|Connection: close|"), response);
        }
      }
      assertEquals("BodyTooLarge", proxy.logged(20).reason());
    }
  }

  @Test
  void aClientThatIsStillSendingReadsTheRefusalOfABackend() throws Exception {
    int length = 12 << 20;
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.read(65_536);
              wire.write("HTTP/1.1 413 Too Much|Content-Length: 0|Connection: close||");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      for (int round = 0; round < 20; round++) {
        try (Wire client = proxy.connect()) {
          client.write(
              "POST / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(length));
          client.write(new byte[length]);
          assertEquals(
              "HTTP/1.1 413 Too Much|Content-Length: 0|Connection: close||",
              client.readToEnd(),
              "round " + round);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          GET / HTTP/1.1|Host: shop.example.com|Host: shop.example.com||                    > 400
          POST / HTTP/1.1|Host: shop.example.com|Transfer-Encoding: chunked||5;x|hello|0||  > 400
          POST / HTTP/1.1|Host: shop.example.com|Transfer-Encoding: gzip||                  > 501
          POST / HTTP/1.1|Host: shop.example.com|Content-Length: 99999999999999999999||     > 413
          CONNECT a:443 HTTP/1.1|Host: a||                                                  > 405
          GET / HTTP/3.0|Host: a||                                                          > 505
          """)
  void refusesAndClosesWhatIsMalformed(String request, int status) throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(request + "GET /smuggled HTTP/1.1|Host: shop.example.com||");
      String response = client.readToEnd();
      assertTrue(response.startsWith("HTTP/1.1 " + status), response);
      assertTrue(response.contains("|Connection: close|"), response);
      assertEquals(
          response.indexOf("HTTP/1.1"),
          response.lastIndexOf("HTTP/1.1"),
          "nothing behind it is served");
      assertEquals("BadRequest", proxy.logged(1).reason());
    }
  }

  @Test
  void endsTheAttemptWhenTheClientGoes() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.readToEnd();
              gone.countDown();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      try (Wire client = proxy.connect()) {
        client.write(GET);
        org.awaitility.Awaitility.await().until(() -> backend.heads().size() == 1);
        client.reset();
      }
      await(gone);
      ExchangeRecord record = proxy.logged(1);
      assertEquals("ClientClosed", record.reason());
      assertEquals(0, record.status());
    }
  }
}

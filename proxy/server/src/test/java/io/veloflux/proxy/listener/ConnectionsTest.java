package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One request after the other on the same connections, in every version and framing.
class ConnectionsTest {
  private static final String GET = "GET /%s HTTP/1.1|Host: shop.example.com||";
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2||ok";

  @Test
  void keepsBothConnections() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 5; round++) {
        client.write(GET.formatted(round));
        assertEquals(OK, client.readResponse());
      }
      assertEquals(1, backend.connections());
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              while (true) {
                String path = wire.readRequest().split(" ")[1];
                wire.write("HTTP/1.1 200 OK|Content-Length: %d||%s".formatted(path.length(), path));
              }
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(
          GET.formatted("a")
              + "POST /b HTTP/1.1|Host: shop.example.com|Content-Length: 3||xyz"
              + "GET /nowhere HTTP/1.1|Host: nowhere||"
              + GET.formatted("c"));
      assertTrue(client.readResponse().endsWith("||/a"));
      assertTrue(client.readResponse().endsWith("||/b"));
      assertTrue(client.readResponse().startsWith("HTTP/1.1 404 "));
      assertTrue(client.readResponse().endsWith("||/c"));
    }
  }

  /// RFC 9113 §3.4: it may be another version's, and would not understand the answer.
  @Test
  void closesWhatDoesNotBeginWithHttpWithoutAWord() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect();
        Wire later = proxy.connect()) {
      client.write("INVALID CONNECTION PREFACE||");
      assertEquals("", client.readToEnd());
      ExchangeRecord record = proxy.logged(1);
      assertEquals("0 BadRequest", record.status() + " " + record.reason());
      later.write(GET.formatted(""));
      later.readResponse();
      later.write("GET / HTML/1.1||");
      assertTrue(later.readResponse().startsWith("HTTP/1.1 400 "));
    }
  }

  @Test
  void readsARequestThatComesOctetByOctet() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      String request = "POST / HTTP/1.1|Host: shop.example.com|Content-Length: 5||hello";
      for (byte octet : Wire.text(request).getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
        client.write(new byte[] {octet});
      }
      assertEquals(OK, client.readResponse());
    }
  }

  /// RFC 9112 §6.3 rule 1, and RFC 9110 §8.6: the length of what is not sent goes on as it is.
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          HEAD > HTTP/1.1 200 OK|Transfer-Encoding: chunked||   > HTTP/1.1 200 OK||
          HEAD > HTTP/1.1 200 OK|Content-Length: 500||          > HTTP/1.1 200 OK|Content-Length: 500||
          GET  > HTTP/1.1 304 Not Modified|Content-Length: 500||> HTTP/1.1 304 Not Modified|Content-Length: 500||
          GET  > HTTP/1.1 204 No Content|Content-Length: 0||    > HTTP/1.1 204 No Content||
          """)
  void responsesWithoutContentEndWithTheirHead(String method, String response, String expected)
      throws Exception {
    try (Backend backend = Backend.answering(response);
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 2; round++) {
        client.write("%s / HTTP/1.1|Host: shop.example.com||".formatted(method));
        assertEquals(expected, client.readHead());
      }
      assertEquals(1, backend.connections());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          Content-Length: 2||ok                > keep-alive > HTTP/1.1 200 OK|Content-Length: 2|Connection: keep-alive||ok
          Content-Length: 2||ok                > close      > HTTP/1.1 200 OK|Content-Length: 2|Connection: close||ok
          Transfer-Encoding: chunked||2|ok|0|| > keep-alive > HTTP/1.1 200 OK|Connection: close||ok
          Transfer-Encoding: chunked||2|ok|0|| > close      > HTTP/1.1 200 OK|Connection: close||ok
          """)
  void neverSendsChunksToHttp10(String framing, String connection, String expected)
      throws Exception {
    try (Backend backend = Backend.answering("HTTP/1.1 200 OK|" + framing);
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.0|Host: shop.example.com|Connection: %s||".formatted(connection));
      if (expected.contains("keep-alive")) {
        assertEquals(expected, client.readResponse());
        client.write("GET / HTTP/1.0|Host: shop.example.com||");
        assertTrue(client.readToEnd().endsWith("Connection: close||ok"));
      } else {
        assertEquals(expected, client.readToEnd());
      }
      assertTrue(
          backend.heads().getFirst().startsWith("GET / HTTP/1.1|"), "always HTTP/1.1 to backends");
    }
  }

  @Test
  void framesWhatABackendEndsByClosing() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write("HTTP/1.0 200 OK||hello");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 2; round++) {
        client.write(GET.formatted(""));
        assertEquals("HTTP/1.1 200 OK|Transfer-Encoding: chunked||", client.readHead());
        assertEquals("5|hello|0||", client.read("5__hello__0____".length()));
      }
      assertEquals(2, backend.connections());
    }
  }

  @Test
  void passesOnThatTheBackendWaitsForTheBody() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 100 Continue||");
              assertEquals("hello", wire.read(5));
              wire.write("HTTP/1.1 103 Early Hints|Link: x||" + OK);
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(
          "PUT / HTTP/1.1|Host: shop.example.com|Expect: 100-continue|Content-Length: 5||");
      assertEquals("HTTP/1.1 100 Continue||", client.readHead());
      client.write("hello");
      assertEquals("HTTP/1.1 103 Early Hints|Link: x||", client.readHead());
      assertEquals(OK, client.readResponse());
    }
  }

  @Test
  void aClientThatWaitsForLeaveToSendIsToldNoAtOnce() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(
          "PUT /denied HTTP/1.1|Host: shop.example.com|Expect: 100-continue|Content-Length: 5||");
      String response = client.readToEnd();
      assertTrue(response.startsWith("HTTP/1.1 413 "), response);
      assertTrue(response.contains("|Connection: close|"), response);
    }
  }

  /// RFC 9110 §9.3.7, and §6.6.1 for what the proxy answers itself.
  @Test
  void asksAboutAServerAsAWhole() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("OPTIONS * HTTP/1.1|Host: shop.example.com||");
      assertEquals(OK, client.readResponse());
      assertTrue(backend.heads().getFirst().startsWith("OPTIONS * HTTP/1.1|"));
      client.write("OPTIONS * HTTP/1.1|Host: nowhere||");
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 404 "), response);
      String date = response.replaceFirst("(?s).*\\|Date: ([^|]*)\\|.*", "$1");
      Instant said = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      assertTrue(Duration.between(said, Instant.now()).abs().toMinutes() < 5, date);
    }
  }

  @Test
  void closesWhenAResponseComesBeforeTheRequestIsThere() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 401 Unauthorized|Content-Length: 0||");
              wire.readToEnd();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("PUT / HTTP/1.1|Host: shop.example.com|Content-Length: 100||half");
      assertEquals(
          "HTTP/1.1 401 Unauthorized|Content-Length: 0|Connection: close||", client.readToEnd());
    }
  }

  @Test
  void answersWhileTheRequestIsStillComing() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 200 OK|Transfer-Encoding: chunked||");
              for (int i = 0; i < 3; i++)
                wire.write(wire.read("1__x__".length()).replace('x', 'y'));
              wire.read("0____".length());
              wire.write("0||");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("POST / HTTP/1.1|Host: shop.example.com|Transfer-Encoding: chunked||");
      assertEquals(
          "HTTP/1.1 200 OK|Connection: close|Transfer-Encoding: chunked||", client.readHead());
      for (int i = 0; i < 3; i++) {
        client.write("1|x|");
        assertEquals("1|y|", client.read("1__y__".length()));
      }
      client.write("0||");
      assertEquals("0||", client.readToEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void servesManyClientsAtOnce(int eventLoops) throws Exception {
    int clients = 24;
    int rounds = 50;
    try (Backend one = Backend.answeringOk();
        Backend two = Backend.answeringOk();
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withEventLoops(eventLoops), one, two);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(
            threads.submit(() -> {
              try (Wire client = proxy.connect()) {
                for (int round = 0; round < rounds; round++) {
                  client.write("POST / HTTP/1.1|Host: shop.example.com|Content-Length: 5||hello");
                  assertEquals(OK, client.readResponse());
                }
              }
              return null;
            }));
      }
      for (Future<?> client : running) client.get();
      proxy.logged(clients * rounds);
      assertEquals(clients * rounds, one.heads().size() + two.heads().size());
      assertTrue(
          one.connections() <= clients && two.connections() <= clients, "kept for each event loop");
    }
  }

  @Test
  void worksWithoutEpoll() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, Transport.nio(), backend.port());
        Wire client = proxy.connect()) {
      client.write(GET.formatted("a") + GET.formatted("b"));
      assertEquals(OK, client.readResponse());
      assertEquals(OK, client.readResponse());
    }
  }

  @Test
  void closesConnectionsThatNobodyNeedsAnyMore() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readRequest();
              wire.write(OK);
              assertEquals("", wire.readToEnd());
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withUpstreamIdle(200), backend);
        Wire client = proxy.connect()) {
      client.write(GET.formatted("a"));
      client.readResponse();
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> backend.open() == 0);
    }
  }

  @Test
  void closesConnectionsToAnEndpointThatIsGone() throws Exception {
    try (Backend old = Backend.answeringOk();
        Backend other = Backend.answering("HTTP/1.1 200 OK|Content-Length: 5||other");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, old);
        Wire client = proxy.connect()) {
      client.write(GET.formatted("a"));
      assertTrue(client.readResponse().endsWith("ok"));
      proxy.changeBackends(other.port());
      client.write(GET.formatted("a"));
      assertTrue(
          client.readResponse().endsWith("other"), "the same client connection, the new snapshot");
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> old.open() == 0);
    }
  }
}

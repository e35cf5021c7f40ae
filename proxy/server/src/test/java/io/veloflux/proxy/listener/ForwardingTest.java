package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend gets to see of a request, and a client of a response.
class ForwardingTest {
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2||ok";

  /// The head that the backend saw, without the request id, which is random.
  private static String forwarded(Setup setup, String request) throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(setup, backend);
        Wire client = proxy.connect()) {
      client.write(request);
      assertEquals(OK, client.readResponse());
      String head = backend.heads().getFirst();
      assertTrue(head.contains("|X-Request-ID: "), head);
      return head.replaceAll("X-Request-ID: [0-9a-f]{32}\\|", "");
    }
  }

  @Test
  void tellsTheBackendWhoAsked() throws Exception {
    assertEquals(
        "GET /a HTTP/1.1|Host: shop.example.com:10080|Accept: */*|X-Forwarded-For:"
            + " 127.0.0.1|X-Forwarded-Proto: http|X-Forwarded-Port: 80|X-Forwarded-Host:"
            + " shop.example.com:10080||",
        forwarded(Setup.USUAL, "GET /a HTTP/1.1|Host: shop.example.com:10080|Accept: */*||"));
  }

  @Test
  void replacesWhatStrangersSayAboutThemselves() throws Exception {
    assertEquals(
        "GET / HTTP/1.1|Host: shop.example.com|A: b|X-Forwarded-For: 127.0.0.1|"
            + "X-Forwarded-Proto: http|X-Forwarded-Port: 80|X-Forwarded-Host: shop.example.com||",
        forwarded(
            Setup.USUAL,
            "GET / HTTP/1.1|Host: shop.example.com|X-Forwarded-For: 1.2.3.4|X-Forwarded-Proto:"
                + " https|A: b|X-Forwarded-Host: evil|X-Forwarded-Port: 1|Forwarded:"
                + " for=1.2.3.4|X-Request-ID: mine||"));
  }

  @Test
  void believesTrustedProxies() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy =
            new ProxyUnderTest(
                Setup.USUAL.withTrustedProxies("127.0.0.0/8", "10.0.0.0/8"), backend);
        Wire client = proxy.connect()) {
      client.write(
          "GET / HTTP/1.1|Host: shop.example.com|X-Forwarded-For: 6.6.6.6,"
              + " 192.0.2.7|X-Forwarded-Proto: https|X-Forwarded-For: 10.0.0.9|X-Request-ID:"
              + " mine||");
      client.readResponse();
      assertEquals(
          "GET / HTTP/1.1|Host: shop.example.com|X-Forwarded-Proto: https|"
              + "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.0.0.9, 127.0.0.1|X-Forwarded-Port: 80|"
              + "X-Forwarded-Host: shop.example.com|X-Request-ID: mine||",
          backend.heads().getFirst());
      ExchangeRecord record = proxy.logged(1);
      assertEquals("192.0.2.7", record.client(), "the nearest that is no trusted proxy");
      assertEquals("mine", record.requestId());
    }
  }

  @Test
  void endsWhatConcernsOneConnection() throws Exception {
    String head =
        forwarded(
            Setup.USUAL,
            "GET / HTTP/1.1|Host: shop.example.com|Connection: keep-alive, X-Mine, Host,"
                + " X-Forwarded-For|X-Mine: 1|Keep-Alive: timeout=5|Proxy-Connection: close|TE:"
                + " trailers|Trailer: X|Upgrade: websocket|Other: 2||");
    assertTrue(
        head.startsWith(
            "GET / HTTP/1.1|Host: shop.example.com|Other: 2|X-Forwarded-For: 127.0.0.1|"),
        head);
  }

  @Test
  void endsWhatConcernsTheBackendsConnection() throws Exception {
    try (Backend backend =
            Backend.answering(
                "HTTP/1.1 200 Fine|Connection: X-Mine|X-Mine: 1|Keep-Alive: timeout=5|Upgrade:"
                    + " h2c|A: b|Content-Length: 2||ok");
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.1|Host: shop.example.com||");
      assertEquals("HTTP/1.1 200 Fine|A: b|Content-Length: 2||ok", client.readResponse());
    }
  }

  @Test
  void ignoresTheUpgradeThatJavasClientAsksFor() throws Exception {
    String head =
        forwarded(
            Setup.USUAL,
            "POST /a HTTP/1.1|Host: shop.example.com|Connection: Upgrade, HTTP2-Settings|Upgrade:"
                + " h2c|HTTP2-Settings: AAEAAEAAAAIAAAAA|Content-Length: 5||hello");
    assertTrue(
        head.startsWith(
            "POST /a HTTP/1.1|Host: shop.example.com|Content-Length: 5|X-Forwarded-For"),
        head);
  }

  @Test
  void servesJavasOwnClient() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withEventLoops(2), backend);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/"))
              .POST(HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      assertEquals("ok", response.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOP.Example.com.",
        "shop.example.com.:10080",
        "shop.example.com:80",
        "a.example.org",
        "a.b.EXAMPLE.org."
      })
  void findsTheRouteHoweverTheHostIsWritten(String host) throws Exception {
    String head = forwarded(Setup.USUAL, "GET / HTTP/1.1|Host: %s||".formatted(host));
    assertTrue(head.startsWith("GET / HTTP/1.1|Host: %s|".formatted(host)), head);
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example.com.., 400",
    ".shop.example.com, 400",
    "example.org, 404",
    "shop.example.com.evil, 404"
  })
  void doesNotFindWhatIsNoHostOfTheRoute(String host, int status) throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write("GET / HTTP/1.1|Host: %s||".formatted(host));
      assertTrue(client.readResponse().startsWith("HTTP/1.1 " + status));
      assertEquals(0, backend.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?a=1;b=2", "?", "?a=%zz&b=ok", "?a&b=", "?a=1&a=2", "?/../%2e%00\"<>\\", "?ü"})
  void forwardsTheQueryByteForByte(String query) throws Exception {
    String head =
        forwarded(Setup.USUAL, "GET /x%s HTTP/1.1|Host: shop.example.com||".formatted(query));
    assertTrue(head.startsWith("GET /x%s HTTP/1.1|".formatted(query)), head);
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example.com/a?b, shop.example.com, /a?b",
    "http://shop.example.com/a, shop.example.com:80, /a",
    "http://shop.example.com/a, SHOP.example.com, /a",
    "http://shop.example.com, shop.example.com, /",
    "http://shop.example.com?x, shop.example.com, /?x",
    "HTTP://shop.example.com/, shop.example.com, /",
  })
  void routesAnAbsoluteTargetByItsOwnHost(String target, String host, String expected)
      throws Exception {
    String head = forwarded(Setup.USUAL, "GET %s HTTP/1.1|Host: %s||".formatted(target, host));
    assertTrue(
        head.startsWith("GET %s HTTP/1.1|Host: shop.example.com|".formatted(expected)), head);
    assertEquals(head.indexOf("Host: "), head.indexOf("Host: shop.example.com|"), "one Host");
  }

  @Test
  void forwardsTheNormalisedPath() throws Exception {
    String head =
        forwarded(Setup.USUAL, "GET /denied/%2e%2e/a//%62?x HTTP/1.1|Host: shop.example.com||");
    assertTrue(head.startsWith("GET /a/b?x HTTP/1.1|"), head);
  }

  @Test
  void nobodySlipsPastAGuardByAnotherSpelling() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (String path :
          new String[] {"/x/../denied", "//denied", "/%64enied", "/./denied/a", "/denied"}) {
        client.write("GET %s HTTP/1.1|Host: shop.example.com||".formatted(path));
        assertTrue(client.readResponse().startsWith("HTTP/1.1 413"), path);
      }
      assertEquals(0, backend.connections());
    }
  }

  /// RFC 9110 §6.5.1: what a head alone may say is dropped, and so is what nobody asked for.
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          TE: trailers| > X-Sum: abc|
          ''            > ''
          """)
  void passesOnTrailersToWhoWantsThem(String asked, String trailers) throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              while (true) {
                wire.readHead();
                wire.read("2__ok__0____".length());
                wire.write(
                    "HTTP/1.1 200 OK|Trailer: X-Sum|Transfer-Encoding: chunked||2|ok|0|X-Sum:abc|"
                        + "Content-Length: 5|Host: evil|Content_Type: x|X-Forwarded-For: y||");
              }
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      for (int round = 0; round < 2; round++) {
        client.write(
            "POST / HTTP/1.1|Host: shop.example.com|%sTransfer-Encoding:".formatted(asked)
                + " chunked||2|ok|0|X-Sum: abc|Content-Length: 5||");
        assertEquals("HTTP/1.1 200 OK|Transfer-Encoding: chunked||", client.readHead());
        assertEquals("2|ok|0|", client.read("2__ok__0__".length()));
        String end = trailers + "|";
        assertEquals(end, client.read(end.replace("|", "__").length()));
      }
      assertEquals(1, backend.connections());
      assertFalse(backend.heads().getFirst().contains("TE:"));
    }
  }
}

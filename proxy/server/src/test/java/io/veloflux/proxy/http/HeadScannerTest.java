package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScannerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      textBlock =
          """
          GET / HTTP/1.1\\nHost: a||                                  > 400 RFC 9112 §2.2
          GET / HTTP/1.1|Host: a\\n|                                  > 400 RFC 9112 §2.2
          GET / HTTP/1.1|Host: a|X: b\\rc||                           > 400 RFC 9112 §2.2
          GET / HTTP/1.1|Host: a|X: b\\0c||                           > 400 RFC 9110 §5.5
          GET / HTTP/1.1|Host: a|X: b\\x7f||                          > 400 RFC 9110 §5.5
          GET / HTTP/1.1|Host: a|X: 12345678\\x01||                   > 400 RFC 9110 §5.5
          GET  / HTTP/1.1|Host: a||                                   > 400 RFC 9112 §3)
          G@T / HTTP/1.1|Host: a||                                    > 400 RFC 9112 §3)
          GET\\t/ HTTP/1.1|Host: a||                                  > 400 RFC 9112 §3)
          GET /\\tx HTTP/1.1|Host: a||                                > 400 RFC 9112 §3)
          GET /|Host: a||                                             > 400 RFC 9112 §3)
          GET / HTTP/1.1 |Host: a||                                   > 400 RFC 9112 §2.3
          GET / http/1.1|Host: a||                                    > 400 RFC 9112 §2.3
          GET / HTTP/1.2|Host: a||                                    > 505 RFC 9110 §15.6.6
          GET / HTTP/0.9|Host: a||                                    > 505 RFC 9110 §15.6.6
          PRI * HTTP/2.0||                                            > 505 RFC 9110 §15.6.6
          GET a HTTP/1.1|Host: a||                                    > 400 RFC 9112 §3.2)
          GET * HTTP/1.1|Host: a||                                    > 400 RFC 9112 §3.2)
          GET /#x HTTP/1.1|Host: a||                                  > 400 RFC 9112 §3.2)
          GET /?#x HTTP/1.1|Host: a||                                 > 400 RFC 9112 §3.2)
          GET https://a/ HTTP/1.1|Host: a||                           > 400 RFC 9112 §3.2)
          CONNECT a:443 HTTP/1.1|Host: a||                            > 405 RFC 9110 §9.3.6
          GET / HTTP/1.1||                                            > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: a|Host: a||                            > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: user@a||                               > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: a..||                                  > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: .a||                                   > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: a:b||                                  > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: a:99999||                              > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: a b||                                  > 400 RFC 9112 §3.2)
          GET / HTTP/1.1|Host: [::1||                                 > 400 RFC 9112 §3.2)
          GET http://b/ HTTP/1.1|Host: a||                            > 400 RFC 9112 §3.2.2
          GET http://a:81/ HTTP/1.1|Host: a||                         > 400 RFC 9112 §3.2.2
          GET http://u@a/ HTTP/1.1|Host: a||                          > 400 RFC 9110 §4.2.1
          GET / HTTP/1.1|Host: a| X: b||                              > 400 RFC 9112 §5.2
          GET / HTTP/1.1|Host: a|X : b||                              > 400 RFC 9112 §5.1
          GET / HTTP/1.1|Host: a|: b||                                > 400 RFC 9112 §5.1
          GET / HTTP/1.1|Host: a|X||                                  > 400 RFC 9112 §5.1
          GET / HTTP/1.1|Host: a|Content_Length: 1||                  > 400 RFC 9110 §16.3.1
          GET / HTTP/1.1|Host: a|Transfer---Encoding: chunked||       > 400 RFC 9110 §16.3.1
          GET / HTTP/1.1|Host: a|X_Forwarded_For: 1.2.3.4||           > 400 RFC 9110 §16.3.1
          GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip||            > 501 RFC 9112 §6.1
          GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||   > 501 RFC 9112 §6.1
          GET / HTTP/1.1|Host: a|Transfer-Encoding: ,chunked||        > 501 RFC 9112 §6.1
          GET / HTTP/1.0|Host: a|Transfer-Encoding: chunked||         > 400 RFC 9112 §6.1
          GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked|| > 400 RFC 9112 §7)
          GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 1||          > 400 RFC 9112 §6.3
          GET / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 1||                   > 400 RFC 9112 §6.3
          GET / HTTP/1.1|Host: a|Content-Length: 1, 1||               > 400 RFC 9110 §8.6
          GET / HTTP/1.1|Host: a|Content-Length: +1||                 > 400 RFC 9110 §8.6
          GET / HTTP/1.1|Host: a|Content-Length: 010||                > 400 RFC 9110 §8.6
          GET / HTTP/1.1|Host: a|Content-Length: ||                   > 400 RFC 9110 §8.6
          GET / HTTP/1.1|Host: a|Content-Length: 9999999999999999999||> 413 RFC 9110 §8.6
          GET / HTTP/1.1|Host: a|Expect: more||                       > 417 RFC 9110 §10.1.1
          GET / HTTP/1.1|Host: a|Connection: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q|| > 400 RFC 9110 §7.6.1
          GET /%00 HTTP/1.1|Host: a||                                 > 400 RFC 3986 §7.3
          GET /a%2fb HTTP/1.1|Host: a||                               > 400 RFC 3986 §7.3
          GET /a%5Cb HTTP/1.1|Host: a||                               > 400 RFC 3986 §7.3
          GET /a\\\\b HTTP/1.1|Host: a||                              > 400 RFC 3986 §3.3
          GET /..;/b HTTP/1.1|Host: a||                               > 400 RFC 3986 §3.3
          GET /%zz HTTP/1.1|Host: a||                                 > 400 RFC 3986 §2.1
          GET /% HTTP/1.1|Host: a||                                   > 400 RFC 3986 §2.1
          """)
  void refusesWithTheSectionThatIsBroken(String request, String expected) {
    String verdict = Heads.verdict(Heads.bytes(unescape(request)));
    String status = expected.substring(0, 3);
    String section = expected.substring(4);
    assertTrue(
        verdict.startsWith(status) && verdict.contains(section),
        () -> expected + " but " + verdict);
  }

  private static String unescape(String text) {
    return text.replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\x01", "\u0001")
        .replace("\\x7f", "\u007f")
        .replace("\\\\", "\\");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Host: a||",
        "|GET / HTTP/1.1|Host: a||",
        "GET / HTTP/1.0||",
        "GET / HTTP/1.1|Host:||",
        "GET / HTTP/1.1|Host: a:80||",
        "GET / HTTP/1.1|Host: [2001:db8::1]:80||",
        "OPTIONS * HTTP/1.1|Host: a||",
        "GET http://a/ HTTP/1.1|Host: A:80||",
        "GET http://a HTTP/1.1|Host: a.||",
        "M-SEARCH / HTTP/1.1|Host: a||",
        "GET /?a=1;b=2&c=%zz\"'<>{}`^ HTTP/1.1|Host: a||",
        "GET / HTTP/1.1|Host: a|X:\t b \t||",
        "GET / HTTP/1.1|Host: a|X: ü\t€||",
        "GET / HTTP/1.1|Host: a|My_Custom_Header: 1||",
        "GET / HTTP/1.1|Host: a|Expect: 100-Continue||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: Chunked||",
      })
  void readsWhatIsGood(String request) {
    assertEquals("", Heads.verdict(Heads.bytes(request)));
  }

  @Test
  void waitsForEveryMissingByte() {
    byte[] whole =
        Heads.bytes("POST /a?b HTTP/1.1|Host: a.example.com:80|Content-Length: 1|X: y||");
    HeadScanner scanner = new HeadScanner();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertEquals("INCOMPLETE", Heads.verdict(scanner, part, new Head()), "after " + length);
    }
    assertEquals("", Heads.verdict(scanner, whole, new Head()));
  }

  @Test
  void boundsLineHeadAndCount() {
    String start = "GET / HTTP/1.1|Host: a|";
    assertEquals("414", Heads.verdict(Heads.bytes("GET /" + "a".repeat(9_000))).substring(0, 3));
    assertEquals(
        "414",
        Heads.verdict(Heads.bytes("GET /" + "a".repeat(9_000) + " HTTP/1.1|Host: a||"))
            .substring(0, 3));
    assertEquals(
        "431", Heads.verdict(Heads.bytes(start + "X: " + "a".repeat(33_000))).substring(0, 3));
    assertEquals(
        "431", Heads.verdict(Heads.bytes(start + "X: y|".repeat(100) + "|")).substring(0, 3));
    assertEquals("", Heads.verdict(Heads.bytes(start + "X: y|".repeat(99) + "|")));
  }

  @Test
  void tellsWhatRoutingAndForwardingNeed() {
    Head head =
        Heads.request(
            "POST http://SHOP.Example.com.:10080/a//b/%2e%2e/%7ec?x=%2F HTTP/1.1|Host:"
                + " shop.example.com:10080|Connection: close, X-Mine|X-Mine: 1|Content-Length:"
                + " 12||");
    assertEquals("POST", head.method());
    assertEquals("/a/~c", head.path());
    assertEquals("SHOP.Example.com.:10080", head.authority());
    assertEquals("SHOP.Example.com", text(head, head.hostStart(), head.hostEnd()));
    assertEquals("?x=%2F", text(head, head.queryStart, head.queryEnd));
    assertEquals(12, head.contentLength());
    assertEquals("12", head.value(HeaderName.CONTENT_LENGTH));
    assertEquals(false, head.persistent());
    assertEquals(true, head.nominated(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET http://a HTTP/1.1|Host: a||", "GET http://a? HTTP/1.1|Host: a||"})
  void readsAnEmptyPathAsTheRoot(String request) {
    assertEquals("/", Heads.request(request).path());
  }

  @Test
  void nobodyNominatesWhatTheProxyItselfNeeds() {
    Head head =
        Heads.request(
            "GET / HTTP/1.1|Host: a|Connection: host, x-forwarded-for|X-Forwarded-For: b||");
    assertEquals(false, head.nominated(0));
    assertEquals(false, head.nominated(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          HTTP/1.1 200 OK||                                             > ''
          HTTP/1.1 200||                                                > ''
          HTTP/1.0 599 x||                                              > ''
          HTTP/1.1 600 OK||                                             > 502 no status
          HTTP/1.1 099 OK||                                             > 502 no status
          HTTP/1.1 2000 OK||                                            > 502 no status
          HTTP/2.0 200 OK||                                             > 502 an HTTP version
          ICY 200 OK||                                                  > 502 no version
          HTTP/1.1 200 OK|X : b||                                       > 502 no field name
          HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 1||> 502 Transfer-Encoding beside
          HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 1||         > 502 two Content-Length
          HTTP/1.0 200 OK|Transfer-Encoding: chunked||                  > 502 Transfer-Encoding in
          HTTP/1.1 200 OK|X: a| b||                                     > 502 a folded line
          """)
  void judgesResponsesAsStrictly(String response, String expected) {
    String verdict = Heads.responseVerdict(response);
    assertTrue(
        expected.isEmpty() ? verdict.isEmpty() : verdict.startsWith(expected),
        () -> expected + " but " + verdict);
  }

  private static String text(Head head, int start, int end) {
    return new String(
        head.bytes(), start, end - start, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}

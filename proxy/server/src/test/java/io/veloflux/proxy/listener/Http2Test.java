package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that speak HTTP/2 by prior knowledge, on the port where others speak HTTP/1.1.
class Http2Test {
  private static final String OK = ":status: 200|content-length: 2||ok";

  @Test
  void requestsOfOneConnectionAreServedAsOthersAre() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port());
        Wire other = proxy.connect()) {
      client.get(1, "/a/../b?q=1", "user-agent: test", "cookie: a=1", "cookie: b=2");
      assertEquals(OK, client.response(1));
      ExchangeRecord record = proxy.logged(1);
      assertEquals("HTTP/2", record.protocol());
      assertEquals("/b", record.path());
      String head = backend.heads().getFirst();
      assertTrue(head.startsWith("GET /b?q=1 HTTP/1.1|Host: shop.example.com|"), head);
      assertTrue(head.contains("|cookie: a=1; b=2|"), head);
      assertTrue(head.contains("|X-Forwarded-For: 127.0.0.1|"), head);
      other.write("GET / HTTP/1.1|Host: shop.example.com||");
      assertTrue(other.readResponse().startsWith("HTTP/1.1 200"));
      for (int stream = 3; stream < 41; stream += 2) client.get(stream, "/" + stream);
      assertEquals(OK, client.response(39));
    }
  }

  @Test
  void contentGoesBothWaysWithAndWithoutALength() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              while (true) {
                String head = wire.readHead();
                boolean chunked = head.contains("ransfer-");
                String content = chunked ? wire.read("5__hello__0____".length()) : wire.read(5);
                assertTrue(content.contains("hello"), content);
                wire.write(
                    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|bye|0|X-Sum: 7|Host: x||");
              }
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.post(1, "/", "content-length: 5");
      client.data(1, "hello", true);
      assertEquals(":status: 200||byex-sum: 7||", client.response(1));
      client.post(3, "/");
      client.data(3, "hello", false);
      client.frame(
          Http2Wire.HEADERS,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          3,
          Http2Wire.block("x-trailer: 1"));
      assertEquals(":status: 200||byex-sum: 7||", client.response(3));
      assertEquals(10, proxy.logged(1).bytesIn() + proxy.logged(2).bytesIn());
    }
  }

  @Test
  void aHeadHasNoContent() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 200 OK|Content-Length: 500||");
              wire.readHead();
              wire.write("HTTP/1.1 304 Not Modified|Content-Length: 500||");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      int flags = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
      client.frame(Http2Wire.HEADERS, flags, 1, Http2Wire.block(Http2Wire.request("HEAD", "/")));
      assertEquals(":status: 200|content-length: 500||", client.response(1));
      client.get(3, "/");
      assertEquals(":status: 304|content-length: 500||", client.response(3));
    }
  }

  @Test
  void itsOwnAnswersSayWhy() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.get(1, "/missing");
      String missing = client.response(1);
      assertTrue(missing.startsWith(":status: 500|content-type: text/plain"), missing);
      assertTrue(missing.endsWith("||PoolNotFound\n"), missing);
      client.get(3, "/missing", "content-type: application/grpc+proto");
      assertEquals(
          ":status: 200|content-type: application/grpc|grpc-status: 14|grpc-message: PoolNotFound||",
          client.response(3));
      client.get(5, "/%00");
      assertTrue(client.response(5).startsWith(":status: 400|"));
      client.post(7, "/denied");
      String denied = client.response(7);
      assertTrue(denied.startsWith(":status: 413|"), denied);
      Http2Wire.Frame reset = client.read(Http2Wire.RST_STREAM);
      assertEquals(7, reset.stream());
      assertEquals(0, reset.error());
      client.get(9, "/");
      assertEquals(OK, client.response(9));
    }
  }

  @Test
  void aResponseThatBreaksOffIsReset() throws Exception {
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 200 OK|Content-Length: 100||hello");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.get(1, "/");
      String response = client.response(1);
      assertTrue(response.endsWith("RESET 2"), response);
      assertEquals("UpstreamReset", proxy.logged(1).reason());
    }
  }

  @Test
  void whoCancelsIsLeftAlone() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              try {
                wire.readToEnd();
              } finally {
                gone.countDown();
              }
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.get(1, "/");
      Awaitility.await().until(() -> backend.heads().size() == 1);
      client.frame(Http2Wire.RST_STREAM, 0, 1, Http2Wire.number(8));
      assertEquals("ClientClosed", proxy.logged(1).reason());
      gone.await();
    }
  }

  /// Neither side makes the proxy keep what the other does not take.
  @Test
  void aSlowReaderHoldsUpTheBackend() throws Exception {
    int length = 16_000_000;
    CountDownLatch written = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.write("HTTP/1.1 200 OK|Content-Length: %d||".formatted(length));
              wire.write(new byte[length]);
              written.countDown();
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.opensWindows = false;
      client.get(1, "/");
      long got = 0;
      while (got < 65_535) got += client.read(Http2Wire.DATA).payload().length;
      assertEquals(65_535, got);
      assertFalse(written.await(500, java.util.concurrent.TimeUnit.MILLISECONDS));
      client.opensWindows = true;
      client.windowUpdate(0, 65_535);
      client.windowUpdate(1, 65_535);
      while (got < length) got += client.read(Http2Wire.DATA).payload().length;
      assertEquals(length, got);
    }
  }

  @Test
  void aSlowBackendHoldsUpTheClient() throws Exception {
    int length = 4_000_000;
    CountDownLatch read = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              try {
                read.await();
              } catch (InterruptedException e) {
                throw new java.io.IOException(e);
              }
              wire.skip(length);
              wire.write("HTTP/1.1 200 OK|Content-Length: 2||ok");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.post(1, "/", "content-length: " + length);
      long window = 65_535;
      long connection = 1 << 20;
      long sent = 0;
      String part = "x".repeat(16_384);
      boolean let = false;
      while (sent < length) {
        int next = (int) Math.min(part.length(), length - sent);
        if (window < next || connection < next) {
          if (!let && sent > 5_000_000) throw new AssertionError("sent " + sent);
          if (!let && backend.heads().size() == 1 && proxy.server().connections() == 1) {
            let = true;
            read.countDown();
          }
          Http2Wire.Frame update = client.read(Http2Wire.WINDOW_UPDATE);
          int more = io.netty.buffer.Unpooled.wrappedBuffer(update.payload()).readInt();
          if (update.stream() == 1) window += more;
          else connection += more;
          continue;
        }
        client.data(1, part.substring(0, next), sent + next == length);
        sent += next;
        window -= next;
        connection -= next;
      }
      assertEquals(OK, client.response(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method: GET|:scheme: http|:authority: shop.example.com",
        ":method: GET|:path: /|:authority: shop.example.com",
        ":method: GET|:scheme: http|:path: /|:path: /b|:authority: shop.example.com",
        ":method: GET|:scheme: http|:path: |:authority: shop.example.com",
        ":method: GET|:scheme: http|:path: / HTTP/1.1\r\nX: y|:authority: shop.example.com",
        ":method: GET x|:scheme: http|:path: /|:authority: shop.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|Upper: case",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|connection: close",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|transfer-encoding: chunked",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|te: gzip",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|a: b\r\nevil: 1",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|a:  b",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|host: other.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|:late: 1",
        ":method: GET|:scheme: http|:path: /|:authority: shop.example.com|a b: 1",
      })
  void malformedRequestsNeverReachABackend(String fields) throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      int flags = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
      client.frame(Http2Wire.HEADERS, flags, 1, Http2Wire.block(fields.split("\\|")));
      String response = client.response(1);
      assertTrue(
          response.equals("RESET 1") || response.equals("GOAWAY 1"), fields + ": " + response);
      assertEquals(0, backend.heads().size());
    }
  }

  @Test
  void contentThatIsNotAsLongAsItSaysIsRefused() throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.post(1, "/", "content-length: 5");
      client.data(1, "hello and more", true);
      assertTrue(client.response(1).endsWith("RESET 1"));
      client.post(3, "/", "content-length: 5");
      client.data(3, "he", true);
      assertTrue(client.response(3).endsWith("RESET 1"));
    }
  }

  @Test
  void aDrainEndsAConnectionInTwoStepsAndLosesNothing() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new java.io.IOException(e);
              }
              wire.write("HTTP/1.1 200 OK|Content-Length: 2||ok");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.get(1, "/");
      Awaitility.await().until(() -> backend.heads().size() == 1);
      Thread drain =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  assertTrue(proxy.server().drain(Duration.ofSeconds(20)));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Http2Wire.Frame first = client.read(Http2Wire.GOAWAY);
      assertEquals(Integer.MAX_VALUE, lastStream(first));
      client.get(3, "/"); // was on its way
      Http2Wire.Frame second = client.read(Http2Wire.GOAWAY);
      assertEquals(3, lastStream(second));
      assertEquals(0, second.error());
      answer.countDown();
      assertEquals(0, Math.max(0, client.readToEnd()));
      drain.join();
      assertEquals(200, proxy.logged(1).status());
      assertEquals(200, proxy.logged(2).status());
    }
  }

  private static int lastStream(Http2Wire.Frame goAway) {
    return io.netty.buffer.Unpooled.wrappedBuffer(goAway.payload()).readInt();
  }

  @Test
  void anIdleConnectionIsEnded() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL.withLimits(300, 300), backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      client.get(1, "/");
      assertEquals(OK, client.response(1));
      assertEquals(0, client.readToEnd());
    }
  }
}

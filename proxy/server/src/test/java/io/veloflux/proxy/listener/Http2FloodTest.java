package io.veloflux.proxy.listener;

import static io.veloflux.proxy.listener.Http2Wire.CONTINUATION;
import static io.veloflux.proxy.listener.Http2Wire.DATA;
import static io.veloflux.proxy.listener.Http2Wire.END_HEADERS;
import static io.veloflux.proxy.listener.Http2Wire.END_STREAM;
import static io.veloflux.proxy.listener.Http2Wire.HEADERS;
import static io.veloflux.proxy.listener.Http2Wire.PING;
import static io.veloflux.proxy.listener.Http2Wire.PRIORITY;
import static io.veloflux.proxy.listener.Http2Wire.RST_STREAM;
import static io.veloflux.proxy.listener.Http2Wire.SETTINGS;
import static io.veloflux.proxy.listener.Http2Wire.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that make work for nothing, and clients that only look like it (RFC 9113 §10.5).
class Http2FloodTest {
  private static final int FRAMES = 20_000;
  private static final byte[] REQUEST = Http2Wire.block(Http2Wire.request("GET", "/"));

  enum Flood {
    RAPID_RESET {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, REQUEST);
        wire.frame(RST_STREAM, 0, 2 * i + 1, Http2Wire.number(8));
      }
    },
    /// "MadeYouReset": the proxy resets, since a window update of 0 is an error.
    MADE_YOU_RESET {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, REQUEST);
        wire.windowUpdate(2 * i + 1, 0);
      }
    },
    EMPTY_CONTINUATIONS {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        if (i == 0) wire.frame(HEADERS, END_STREAM, 1, REQUEST);
        else wire.frame(CONTINUATION, 0, 1);
      }
    },
    SMALL_CONTINUATIONS {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        if (i == 0) wire.frame(HEADERS, END_STREAM, 1, REQUEST);
        else wire.frame(CONTINUATION, 0, 1, Http2Wire.block("a: b"));
      }
    },
    PINGS {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(PING, 0, 0, new byte[8]);
      }
    },
    SETTINGS_FRAMES {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(SETTINGS, 0, 0);
      }
    },
    EMPTY_DATA {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        if (i == 0) wire.post(1, "/");
        else wire.frame(DATA, 0, 1);
      }
    },
    PRIORITIES {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(PRIORITY, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 7});
      }
    },
    WINDOW_UPDATES {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(WINDOW_UPDATE, 0, 0, Http2Wire.number(1));
      }
    },
    STREAMS_ABOVE_THE_LIMIT {
      @Override
      void send(Http2Wire wire, int i) throws IOException {
        wire.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, REQUEST);
      }
    };

    abstract void send(Http2Wire wire, int i) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void endsTheConnection(Flood flood) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              await(done);
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire attacker = new Http2Wire(proxy.port());
        Http2Wire other = new Http2Wire(proxy.port())) {
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  attacker.readToEnd();
                } catch (IOException e) {
                  // reset: an end as well
                }
              });
      boolean ended = false;
      for (int i = 0; i < FRAMES && !ended; i++) {
        try {
          flood.send(attacker, i);
        } catch (IOException e) {
          ended = true;
        }
      }
      reader.join();
      other.get(1, "/missing");
      assertTrue(other.response(1).startsWith(":status: 500|"));
      done.countDown();
    }
  }

  private static void await(CountDownLatch done) throws IOException {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// A page that drops most of what it asked for, once the responses have begun.
  @Test
  void whoCancelsALotIsServedOn() throws Exception {
    try (Backend backend =
            new Backend((wire, number) -> {
              while (true) {
                String head = wire.readHead();
                boolean long_ = head.startsWith("GET /long");
                wire.write("HTTP/1.1 200 OK|Content-Length: %d||".formatted(long_ ? 100_000 : 2));
                if (long_) wire.write("x".repeat(1_000));
                else wire.write("ok");
              }
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      for (int i = 0; i < 300; i++) {
        int stream = 2 * i + 1;
        boolean cancelled = i % 6 != 0;
        client.get(stream, cancelled ? "/long" : "/");
        if (cancelled) {
          while (client.read(HEADERS).stream() != stream) {}
          client.frame(RST_STREAM, 0, stream, Http2Wire.number(8));
        } else {
          assertTrue(client.response(stream).endsWith("ok"), "stream " + stream);
        }
      }
    }
  }

  /// Numbers of streams are the client's to choose: what is kept must not grow with them.
  @Test
  void theHighestStreamCostsNoMore() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      List<Http2Wire> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Http2Wire client = new Http2Wire(proxy.port());
        clients.add(client);
        client.get(Integer.MAX_VALUE, "/");
        assertTrue(client.response(Integer.MAX_VALUE).endsWith("ok"));
      }
      for (Http2Wire client : clients) client.close();
      try (Http2Wire client = new Http2Wire(proxy.port())) {
        client.data(Integer.MAX_VALUE, "", true);
        assertEquals(1, client.readToEnd()); // PROTOCOL_ERROR: RFC 9113 §5.1, idle
      }
    }
  }

  /// gRPC clients in Go send a PING with each call.
  @Test
  void pingsBesideCallsAreFree() throws Exception {
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Http2Wire client = new Http2Wire(proxy.port())) {
      for (int i = 0; i < 1_000; i++) {
        client.get(2 * i + 1, "/");
        client.frame(PING, 0, 0, new byte[8]);
        assertTrue(client.response(2 * i + 1).endsWith("ok"), "call " + i);
      }
      assertEquals(1_000, backend.heads().size());
    }
  }
}

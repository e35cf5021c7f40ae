package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that end their side once they have asked (RFC 9112 §9.6).
class HalfCloseTest {
  private static final String GET = "GET /%s HTTP/1.1|Host: shop.example.com||";
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2|";

  /// Answers when it has seen that the client's end came through, or not at all.
  private static Backend slow() throws Exception {
    return new Backend((wire, _) -> {
      while (true) {
        wire.readRequest();
        wire.write("HTTP/1.1 100 Continue||");
        wire.write(OK + "|ok");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void stillGetTheirResponse(String transport) throws Exception {
    Transport of = transport.equals("nio") ? Transport.nio() : Transport.best();
    try (Backend backend = Backend.answeringOk();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, of, backend.port());
        Wire client = proxy.connect()) {
      client.write(GET.formatted("a")).shutdown();
      String response = client.readToEnd();
      assertTrue(response.startsWith(OK), response);
      assertTrue(response.endsWith("||ok"), response);
      assertEquals("", proxy.logged(1).reason());
    }
  }

  @Test
  void getTheResponseToAllThatTheyAskedFor() throws Exception {
    try (Backend backend = slow();
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client
          .write(
              GET.formatted("a")
                  + "POST /b HTTP/1.1|Host: shop.example.com|Content-Length: 3||xyz"
                  + GET.formatted("c"))
          .shutdown();
      String responses = client.readToEnd();
      assertEquals(3, responses.split("\\|ok", -1).length - 1, responses);
      assertTrue(responses.endsWith(OK + "Connection: close||ok"), responses);
      assertEquals(3, backend.heads().size());
    }
  }

  @Test
  void sendALongBodyToASlowBackend() throws Exception {
    int length = 8_000_000;
    try (Backend backend =
            new Backend((wire, _) -> {
              wire.readHead();
              wire.skip(length);
              wire.write(OK + "|ok");
            });
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client
          .write("PUT / HTTP/1.1|Host: shop.example.com|Content-Length: %d||".formatted(length))
          .write(new byte[length])
          .shutdown();
      assertTrue(client.readToEnd().endsWith("||ok"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET / HTTP/1.1|Host: sho",
        "PUT / HTTP/1.1|Host: shop.example.com|Content-Length: 9||half"
      })
  void areLeftWhenTheyAskedForNothing(String request) throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend);
        Wire client = proxy.connect()) {
      client.write(request).shutdown();
      assertEquals("", client.readToEnd());
    }
  }

  @Test
  void doNotWaitForEver() throws Exception {
    try (Backend backend = new Backend((wire, _) -> wire.readToEnd());
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withTimeouts(300, 60_000, 60_000), backend);
        Wire client = proxy.connect()) {
      client.write(GET.formatted("a")).shutdown();
      assertTrue(client.readToEnd().startsWith("HTTP/1.1 504 "));
      assertEquals("RequestTimeout", proxy.logged(1).reason());
    }
  }
}

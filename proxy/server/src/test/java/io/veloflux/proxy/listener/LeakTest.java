package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Every buffer is released, however an exchange ends.
class LeakTest {
  @Test
  void nothingIsLeftWhenConnectionsBreakAnywhere() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    try (Backend backend =
            new Backend((wire, number) -> {
              wire.readHead();
              if (number % 4 == 0) wire.reset();
              wire.write("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|");
              if (number % 4 == 1) wire.reset();
              wire.write("0||");
              if (number % 4 == 2) wire.write("surplus");
              wire.readToEnd();
            });
        ProxyUnderTest proxy =
            new ProxyUnderTest(Setup.USUAL.withTimeouts(500, 500, 500), backend)) {
      String[] requests = {
        "GET / HTTP/1.1|Host: shop.example.com||GET / HTTP/1.1|Host: shop.example.com||GET /",
        "POST / HTTP/1.1|Host: shop.example.com|Content-Length: 10||hello",
        "PUT / HTTP/1.1|Host: shop.example.com|Transfer-Encoding: chunked||5|hello|0||GET /"
            + " HTTP/1.1|",
        "POST /denied HTTP/1.1|Host: shop.example.com|Content-Length: 10||hello",
        "POST / HTTP/1.1|Host: shop.example.com|Transfer-Encoding: chunked||5|hello5|rubbish",
        "GET / HTTP/1.1|Host: a|Host: b||rest",
      };
      for (int round = 0; round < 120; round++) {
        try (Wire client = proxy.connect()) {
          client.write(requests[random.nextInt(requests.length)]);
          if (random.nextBoolean()) client.readHead();
          if (random.nextBoolean()) client.reset();
        } catch (IOException e) {
          // that is what this is about
        }
      }
    }
    assertEquals(List.of(), Leaks.find());
  }
}

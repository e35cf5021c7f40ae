package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that two readers have understood differently somewhere, each with the one right answer.
class DesyncCorpusTest {
  /// Labelled as good, but we refuse them on purpose: a fragment in the target, a length beyond
  /// any.
  private static final Set<String> STRICTER =
      Set.of(
          "desync-rfc-compliant-11:Compliant URL",
          "desync-severe-4:Bad Content-Length (64-bits overflow)");

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Case(String id, @JsonProperty("b") String base64, String expect, int requests) {
    @Override
    public String toString() {
      return id;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream in = DesyncCorpusTest.class.getResourceAsStream("http-desync.json")) {
      return Arrays.asList(new ObjectMapper().readValue(in, Case[].class));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesWhatIsAmbiguousAndServesWhatIsNot(Case payload) {
    String seen = read(Base64.getDecoder().decode(payload.base64));
    if (payload.expect.equals("reject") || STRICTER.contains(payload.id)) {
      assertEquals("refused", seen);
    } else {
      assertEquals(payload.requests + " requests", seen);
    }
    assertNotEquals("", seen);
  }

  /// As a connection reads: heads and bodies until nothing is left, more is needed or something is
  /// wrong.
  private static String read(byte[] bytes) {
    HeadScanner scanner = new HeadScanner();
    Head head = new Head();
    int at = 0;
    int requests = 0;
    while (at < bytes.length) {
      switch (scanner.request(bytes, at, bytes.length, HeadLimits.request(32_768), head)) {
        case REFUSED -> {
          return "refused";
        }
        case INCOMPLETE -> {
          return requests + " requests";
        }
        case COMPLETE -> {}
      }
      ByteBuf rest = Unpooled.wrappedBuffer(bytes, head.end(), bytes.length - head.end());
      BodyFraming body = BodyFraming.ofRequest(head);
      while (!body.ended() && rest.isReadable()) {
        rest.skipBytes(body.content(rest));
        if (body.fault() != null) return "refused";
      }
      if (body.ended()) requests++;
      at = bytes.length - rest.readableBytes();
    }
    return requests + " requests";
  }
}

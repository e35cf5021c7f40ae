package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against Netty's decoder, on requests that were good before a few octets changed: we may refuse
/// more, never less, and what both read they read alike.
class HeadScannerFuzzTest {
  private static final int ROUNDS = 20_000;

  private static final String[] SEEDS = {
    "GET /a/b?c=d HTTP/1.1|Host: shop.example.com|Accept: */*|Cookie: a=b; c=d||",
    "POST http://shop.example.com/x HTTP/1.1|Host: shop.example.com|Content-Length: 5|Connection:"
        + " close||",
    "PUT / HTTP/1.0|Host: a|Transfer-Encoding: chunked|X-Y: z||",
    "OPTIONS * HTTP/1.1|Host: [::1]:80|Expect: 100-continue|X:||",
  };

  private static final byte[] SPICE =
      "\r\n\t :,;\0\u000b\u007f\u0080/\\%#?[]@_-+0189aZ".getBytes(StandardCharsets.ISO_8859_1);

  @ParameterizedTest
  @ValueSource(longs = {1, 20260101, 424242})
  void neverAcceptsWhatNettyRefuses(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    HeadScanner scanner = new HeadScanner();
    Head head = new Head();
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(Heads.bytes(SEEDS[random.nextInt(SEEDS.length)]), random);
      byte[] original = bytes.clone();
      if (!Heads.verdict(scanner, bytes, head).isEmpty()) continue;
      accepted++;
      compare(original, head);
    }
    if (accepted < ROUNDS / 20)
      fail("only %d of %d were good: nothing is compared".formatted(accepted, ROUNDS));
  }

  private static byte[] mutate(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed;
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      byte octet = SPICE[random.nextInt(SPICE.length)];
      bytes =
          switch (random.nextInt(3)) {
            case 0 -> splice(bytes, at, 1, octet);
            case 1 -> splice(bytes, at, 0, octet);
            default -> splice(bytes, at, 1);
          };
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte... added) {
    byte[] result = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }

  private static void compare(byte[] bytes, Head ours) {
    String shown = new String(bytes, StandardCharsets.ISO_8859_1);
    HttpRequest theirs = decode(bytes);
    if (theirs == null) fail("Netty waits for more of " + shown);
    if (theirs.decoderResult().isFailure()) fail(theirs.decoderResult().cause() + " in " + shown);
    assertEquals(theirs.method().name(), ours.method(), shown);
    assertEquals(theirs.protocolVersion().minorVersion(), ours.minorVersion(), shown);
    assertEquals(theirs.headers().size(), ours.fields(), shown);
    int field = 0;
    for (var header : theirs.headers()) {
      assertEquals(header.getValue(), ours.value(field), shown);
      field++;
    }
    String length = theirs.headers().get(HttpHeaderNames.CONTENT_LENGTH, "-1");
    assertEquals(length, Long.toString(ours.contentLength()), shown);
  }

  private static @Nullable HttpRequest decode(byte[] bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    HttpRequest request = channel.readInbound();
    ReferenceCountUtil.release(request);
    channel.finishAndReleaseAll();
    return request;
  }
}

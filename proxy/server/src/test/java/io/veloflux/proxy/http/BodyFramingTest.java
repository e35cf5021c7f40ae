package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyFramingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          5|hello|0||                            > hello. ended
          5|hello|6| world|0||GET /              > hello world. ended, 5 left
          A|0123456789|0||                       > 0123456789. ended
          05|hello|00||                          > hello. ended
          0|X-Sum: abc|Content-Length: 5||       > . ended
          0|X: a\tb||                            > . ended
          5|hello|                               > hello. more
          5|hel                                  > hel. more
          5;a=b|hello|0||                        > . refused
          5 |hello|0||                           > . refused
          0x5|hello|0||                          > . refused
          +5|hello|0||                           > . refused
          |hello|0||                             > . refused
          5|hello!0||                            > hello. refused
          1000000000000000|x                     > . refused
          0|X : y||                              > . refused
          0| folded||                            > . refused
          """)
  void followsChunks(String body, String expected) {
    assertEquals(expected, read(body, Integer.MAX_VALUE));
    assertEquals(expected.replaceAll(", .*", ""), read(body, 1).replaceAll(", .*", ""));
  }

  /// @param step how many bytes arrive at a time
  private static String read(String text, int step) {
    byte[] bytes = Heads.bytes(text);
    BodyFraming body = new BodyFraming.Chunked();
    StringBuilder content = new StringBuilder();
    int at = 0;
    int left = 0;
    while (at < bytes.length && !body.ended() && body.fault() == null) {
      int count = Math.min(step, bytes.length - at);
      ByteBuf in = Unpooled.wrappedBuffer(bytes, at, count);
      while (in.isReadable() && !body.ended() && body.fault() == null) {
        content.append(in.readCharSequence(body.content(in), StandardCharsets.US_ASCII));
      }
      left = in.readableBytes();
      at += count;
    }
    String end = body.fault() != null ? "refused" : body.ended() ? "ended" : "more";
    return content + ". " + end + (body.ended() && left > 0 ? ", " + left + " left" : "");
  }
}

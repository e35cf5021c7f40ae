package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/// What the proxy answers itself: the reason in one line, with the section of the standard that a
/// client broke.
final class Reply {
  private Reply() {}

  /// @param connection a line on what becomes of the connection, or [HeadWriter#NO_LINE]
  /// @param toHead the content is only counted
  static void write(Refusal why, byte[] connection, boolean toHead, ByteBuf out) {
    String phrase = HttpResponseStatus.valueOf(why.status()).reasonPhrase();
    String content = why.detail().isEmpty() ? why.reason() : why.reason() + ": " + why.detail();
    byte[] body = (content + "\n").getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(160);
    head.append("HTTP/1.1 ").append(why.status()).append(' ').append(phrase).append("\r\n");
    // RFC 9110 §15.5.6: a 405 names what is allowed.
    if (why.status() == 405) head.append("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    head.append("Content-Type: text/plain; charset=utf-8\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    out.writeCharSequence(head, StandardCharsets.US_ASCII);
    out.writeBytes(DateLine.now()).writeBytes(connection).writeByte('\r').writeByte('\n');
    if (!toHead) out.writeBytes(body);
  }
}

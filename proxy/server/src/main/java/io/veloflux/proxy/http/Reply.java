package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;

/// What the proxy answers itself: the reason in one line, with the section of the standard that a
/// client broke.
final class Reply {
  /// RFC 9110 §15.5.6: a 405 names what is allowed.
  private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private static final String TYPE = "text/plain; charset=utf-8";

  private Reply() {}

  private static String content(Refusal why) {
    return (why.detail().isEmpty() ? why.reason() : why.reason() + ": " + why.detail()) + "\n";
  }

  /// For HTTP/1.
  ///
  /// @param connection a line on what becomes of the connection, or [HeadWriter#NO_LINE]
  /// @param toHead the content is only counted
  static void write(Refusal why, byte[] connection, boolean toHead, ByteBuf out) {
    String phrase = HttpResponseStatus.valueOf(why.status()).reasonPhrase();
    byte[] body = content(why).getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(160);
    head.append("HTTP/1.1 ").append(why.status()).append(' ').append(phrase).append("\r\n");
    if (why.status() == 405) head.append("Allow: ").append(ALLOWED).append("\r\n");
    head.append("Content-Type: ").append(TYPE).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    out.writeCharSequence(head, StandardCharsets.US_ASCII);
    out.writeBytes(DateLine.now()).writeBytes(connection).writeByte('\r').writeByte('\n');
    if (!toHead) out.writeBytes(body);
  }

  /// For HTTP/2: the content of [#fields].
  static ByteBuf content(Refusal why, ByteBufAllocator allocator) {
    return ByteBufUtil.writeUtf8(allocator, content(why));
  }

  static Http2Headers fields(Refusal why, int length) {
    Http2Headers fields =
        new DefaultHttp2Headers(false, 8)
            .status(Http2Fields.status(why.status()))
            .add("content-type", TYPE)
            .add("content-length", Integer.toString(length))
            .add("date", DateLine.text());
    if (why.status() == 405) fields.add("allow", ALLOWED);
    return fields;
  }
}

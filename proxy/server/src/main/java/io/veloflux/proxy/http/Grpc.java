package io.veloflux.proxy.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/// What the proxy answers itself to callers that speak gRPC: a response of trailers only, with the
/// status that gRPC's own mapping of HTTP statuses gives (grpc/doc/http-grpc-status-mapping.md).
final class Grpc {
  private static final String TYPE = "application/grpc";

  private Grpc() {}

  /// @param contentType of a request
  static boolean is(@Nullable CharSequence contentType) {
    return contentType != null
        && contentType.length() >= TYPE.length()
        && AsciiString.contentEqualsIgnoreCase(contentType.subSequence(0, TYPE.length()), TYPE);
  }

  static Http2Headers refusal(Refusal why) {
    return new DefaultHttp2Headers(false, 4)
        .status(Http2Fields.status(200))
        .add("content-type", TYPE)
        .add("grpc-status", Integer.toString(status(why.status())))
        .add("grpc-message", why.reason());
  }

  private static int status(int http) {
    return switch (http) {
      case 400, 413, 431 -> 13; // INTERNAL
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404 -> 12; // UNIMPLEMENTED
      case 429 -> 8; // RESOURCE_EXHAUSTED
      case 504 -> 4; // DEADLINE_EXCEEDED
      case 500, 502, 503 -> 14; // UNAVAILABLE
      default -> 2; // UNKNOWN
    };
  }
}

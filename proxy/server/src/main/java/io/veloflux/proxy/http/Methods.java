package io.veloflux.proxy.http;

import java.util.Set;

/// What the proxy needs to know of methods. They are compared with case (RFC 9110 §9.1).
final class Methods {
  /// RFC 9110 §9.2.2: sending them twice does what sending them once does.
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private Methods() {}

  static boolean isIdempotent(String method) {
    return IDEMPOTENT.contains(method);
  }

  static boolean isHead(String method) {
    return method.equals("HEAD");
  }
}

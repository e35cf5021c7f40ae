package io.veloflux.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/// What the proxy needs to know of methods. They are compared with case (RFC 9110 §9.1).
final class Methods {
  /// RFC 9110 §9.2.2: sending them twice does what sending them once does.
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private static final String[] KNOWN = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"
  };
  private static final byte[][] KNOWN_BYTES =
      Arrays.stream(KNOWN).map(it -> it.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

  private Methods() {}

  /// The method as text, without an allocation where it is a common one.
  static String of(byte[] bytes, int start, int end) {
    for (int i = 0; i < KNOWN.length; i++) {
      byte[] known = KNOWN_BYTES[i];
      if (Arrays.equals(known, 0, known.length, bytes, start, end)) return KNOWN[i];
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  static boolean isIdempotent(String method) {
    return IDEMPOTENT.contains(method);
  }

  static boolean isHead(String method) {
    return method.equals("HEAD");
  }
}

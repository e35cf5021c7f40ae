package io.veloflux.proxy.http;

import org.jspecify.annotations.Nullable;

/// Reads `host [":" port]`, as `Host` and the absolute form of a target have it (RFC 3986 §3.2.2,
/// §3.2.3).
///
/// The host that is routed has no port and no trailing dot: `SHOP.Example.com.:10080` is
/// `SHOP.Example.com`. Case is left to whoever compares.
final class Authority {
  private static final int HTTP_PORT = 80;
  private static final int MAX_PORT = 65_535;

  private final byte[] bytes;
  private final int start;
  private int hostEnd;
  private int port = HTTP_PORT;

  private Authority(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
  }

  /// @return `null` for what is none: userinfo, an empty label, a bad port
  static @Nullable Authority read(byte[] bytes, int start, int end) {
    Authority authority = new Authority(bytes, start);
    int hostEnd =
        start < end && bytes[start] == '['
            ? literalEnd(bytes, start, end)
            : nameEnd(bytes, start, end);
    if (hostEnd < 0) return null;
    authority.hostEnd = hostEnd > start && bytes[hostEnd - 1] == '.' ? hostEnd - 1 : hostEnd;
    return authority.readPort(hostEnd, end) ? authority : null;
  }

  int hostStart() {
    return start;
  }

  int hostEnd() {
    return hostEnd;
  }

  /// The same server for HTTP, however it is written.
  boolean isSameAs(Authority other) {
    return port == other.port
        && Ascii.equalsIgnoreCase(bytes, start, hostEnd, other.start, other.hostEnd);
  }

  private static int literalEnd(byte[] bytes, int start, int end) {
    int at = start + 1;
    while (at < end && (Ascii.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) at++;
    return at < end && bytes[at] == ']' && at > start + 2 ? at + 1 : -1;
  }

  /// Labels are never empty, but the name as a whole may be (RFC 9112 §3.2) and may end with one
  /// dot.
  private static int nameEnd(byte[] bytes, int start, int end) {
    int at = start;
    boolean labelIsEmpty = true;
    while (at < end && bytes[at] != ':') {
      byte octet = bytes[at++];
      if (octet == '.' ? labelIsEmpty : !isOfName(octet)) return -1;
      labelIsEmpty = octet == '.';
    }
    return at;
  }

  /// Letters, digits, `-`, and `_` which people do use. Others would have to be percent-encoded,
  /// and no route has that.
  private static boolean isOfName(byte octet) {
    byte lower = Ascii.lower(octet);
    return (lower >= 'a' && lower <= 'z') || Ascii.isDigit(octet) || octet == '-' || octet == '_';
  }

  private boolean readPort(int colon, int end) {
    if (colon == end) return true;
    if (bytes[colon] != ':' || hostEnd == start) return false;
    if (colon + 1 == end) return true; // RFC 3986 §3.2.3: an empty port is the default one
    int value = 0;
    for (int i = colon + 1; i < end; i++) {
      if (!Ascii.isDigit(bytes[i])) return false;
      value = value * 10 + bytes[i] - '0';
      if (value > MAX_PORT) return false;
    }
    port = value;
    return true;
  }
}

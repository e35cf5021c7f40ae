package io.veloflux.proxy.http;

import org.jspecify.annotations.Nullable;

/// Gives a path its one normal spelling, which is routed *and* forwarded, so that proxy and backend
/// cannot read it differently (RFC 3986 §6.2.2).
///
/// - Percent-encoded unreserved characters are decoded, other escapes get capital digits; `.` and
///   `..` are resolved, `..` never above the root; runs of `/` become one.
/// - Example: `/a//b/%2e%2E/%7ec%3a` → `/a/~c%3A`.
/// - Refused, because backends disagree on them: `%00`, `%2F`, `%5C`, `\`, broken escapes, dot
///   segments with parameters (`..;x`).
/// - A normal path is its own normal path, and none is longer than what it came from: it is written
///   over it.
final class NormalPath {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private int in;
  private int out;
  private @Nullable String fault;

  private NormalPath(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /// Whether `[start, end)` can be left alone; cheap, and true for most paths.
  static boolean isNormal(byte[] bytes, int start, int end) {
    byte before = 0;
    for (int i = start; i < end; i++) {
      byte octet = bytes[i];
      boolean odd = octet == '%' || octet == '\\';
      if (odd || (before == '/' && (octet == '/' || octet == '.'))) return false;
      before = octet;
    }
    return true;
  }

  /// @param start of a path that begins with `/`; only visible characters and octets from 0x80 on
  /// @return whether it is a good one: then [#end] says where its normal spelling ends
  static NormalPath of(byte[] bytes, int start, int end) {
    NormalPath path = new NormalPath(bytes, start, end);
    path.rewrite();
    return path;
  }

  int end() {
    return out;
  }

  /// What is wrong with it, `null` if nothing.
  @Nullable String fault() {
    return fault;
  }

  private void rewrite() {
    in = out = start;
    while (in < end && fault == null) {
      int slash = out;
      bytes[out++] = bytes[in++];
      copySegment();
      endSegment(slash, in == end);
    }
  }

  private void copySegment() {
    while (in < end && bytes[in] != '/' && fault == null) {
      byte octet = bytes[in];
      if (octet == '\\') {
        fault = "a backslash in the path (RFC 3986 §3.3)";
      } else if (octet == '%') {
        copyEscape();
      } else {
        bytes[out++] = octet;
        in++;
      }
    }
  }

  private void copyEscape() {
    int high = in + 2 < end ? Ascii.hex(bytes[in + 1]) : -1;
    int low = in + 2 < end ? Ascii.hex(bytes[in + 2]) : -1;
    if (high < 0 || low < 0) {
      fault = "a percent sign without two hexadecimal digits (RFC 3986 §2.1)";
      return;
    }
    int octet = (high << 4) | low;
    in += 3;
    if (isUnreserved(octet)) {
      bytes[out++] = (byte) octet;
    } else if (octet == 0 || octet == '/' || octet == '\\') {
      fault = "an encoded NUL, slash or backslash in the path (RFC 3986 §7.3)";
    } else {
      bytes[out++] = '%';
      bytes[out++] = digit(high);
      bytes[out++] = digit(low);
    }
  }

  /// Takes back a segment that is empty or made of dots.
  private void endSegment(int slash, boolean last) {
    int length = out - slash - 1;
    boolean dot = length == 1 && bytes[slash + 1] == '.';
    boolean twoDots = length == 2 && bytes[slash + 1] == '.' && bytes[slash + 2] == '.';
    if (length == 0 || dot) {
      out = last ? slash + 1 : slash;
    } else if (twoDots) {
      out = slash;
      while (out > start && bytes[--out] != '/') {}
      if (last) out++;
    } else if (isDotsWithParameters(slash + 1)) {
      fault = "a dot segment with parameters (RFC 3986 §3.3)";
    }
  }

  private boolean isDotsWithParameters(int segment) {
    int at = segment;
    while (at < out && bytes[at] == '.') at++;
    return at > segment && at - segment <= 2 && at < out && bytes[at] == ';';
  }

  /// RFC 3986 §2.3.
  private static boolean isUnreserved(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '~';
  }

  private static byte digit(int value) {
    return (byte) "0123456789ABCDEF".charAt(value);
  }
}

package io.veloflux.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The fields that the proxy itself reads, writes or removes. All others are [#OTHER]: never looked
/// at, only passed on.
public enum HeaderName {
  OTHER(""),
  TE("te"),
  HOST("host"),
  EXPECT("expect"),
  TRAILER("trailer"),
  UPGRADE("upgrade"),
  FORWARDED("forwarded"),
  CONNECTION("connection"),
  KEEP_ALIVE("keep-alive"),
  X_REQUEST_ID("x-request-id"),
  CONTENT_LENGTH("content-length"),
  HTTP2_SETTINGS("http2-settings"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_HOST("x-forwarded-host"),
  X_FORWARDED_PORT("x-forwarded-port"),
  PROXY_CONNECTION("proxy-connection"),
  X_FORWARDED_PROTO("x-forwarded-proto"),
  TRANSFER_ENCODING("transfer-encoding");

  /// What concerns one connection only, whoever sent it (RFC 9110 §7.6.1). `Trailer` belongs to
  /// them because not everybody gets the trailers; with `Upgrade` goes what only has a meaning
  /// beside it.
  public static final Set<HeaderName> HOP_BY_HOP =
      Collections.unmodifiableSet(
          EnumSet.of(
              CONNECTION,
              KEEP_ALIVE,
              PROXY_CONNECTION,
              TE,
              TRAILER,
              TRANSFER_ENCODING,
              UPGRADE,
              HTTP2_SETTINGS));

  private static final HeaderName[][] BY_LENGTH = byLength();

  @SuppressWarnings("ImmutableEnumChecker") // an array, but never written to
  private final byte[] lower;

  HeaderName(String lower) {
    this.lower = lower.getBytes(StandardCharsets.US_ASCII);
  }

  private static HeaderName[][] byLength() {
    int longest = 0;
    for (HeaderName name : values()) longest = Math.max(longest, name.lower.length);
    HeaderName[][] table = new HeaderName[longest + 1][];
    for (int i = 0; i <= longest; i++) {
      int length = i;
      table[i] =
          EnumSet.complementOf(EnumSet.of(OTHER)).stream()
              .filter(name -> name.lower.length == length)
              .toArray(HeaderName[]::new);
    }
    return table;
  }

  /// Of a set of names, which is a `long`: looked at for every field of every head.
  @SuppressWarnings("EnumOrdinal") // a place in a set that never leaves this process
  long bit() {
    return 1L << ordinal();
  }

  static long bits(Set<HeaderName> names) {
    long bits = 0;
    for (HeaderName name : names) bits |= name.bit();
    return bits;
  }

  /// Most names differ from all of these in length alone.
  static HeaderName of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length >= BY_LENGTH.length) return OTHER;
    for (HeaderName name : BY_LENGTH[length]) {
      if (Ascii.equalsIgnoreCase(name.lower, bytes, start, end)) return name;
    }
    return OTHER;
  }

  /// What a backend might take this name for: CGI and its heirs read `Content_Length` as
  /// `Content-Length`, some also `Content--Length`.
  static HeaderName resembledBy(byte[] bytes, int start, int end) {
    byte[] plain = new byte[end - start];
    int length = 0;
    for (int i = start; i < end; i++) {
      byte octet = bytes[i] == '_' ? (byte) '-' : bytes[i];
      if (octet == '-' && length > 0 && plain[length - 1] == '-') continue;
      plain[length++] = octet;
    }
    return of(plain, 0, length);
  }
}

package io.veloflux.proxy.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What may stand between method and version (RFC 9112 §3.2): `/path?query`,
/// `http://host/path?query`, and `*` for OPTIONS. The query is opaque and goes on octet by octet.
final class RequestTarget {
  private static final byte[] OPTIONS = "options".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONNECT = "connect".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);

  private RequestTarget() {}

  /// Fills in path, query and, where the target has one, authority.
  static @Nullable Refusal read(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    if (isMethod(head, CONNECT)) {
      return Refusal.badRequest(405, "CONNECT, but this is no tunnel (RFC 9110 §9.3.6)");
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == '#') return bad("a fragment in the target (RFC 9112 §3.2)");
    }
    if (bytes[start] == '/') return path(head, start, end);
    if (bytes[start] == '*' && end == start + 1 && isMethod(head, OPTIONS)) {
      head.pathStart = start;
      head.pathEnd = head.queryStart = head.queryEnd = end;
      return null;
    }
    boolean absolute =
        end - start > HTTP.length
            && Ascii.equalsIgnoreCase(HTTP, bytes, start, start + HTTP.length);
    return absolute
        ? absolute(head, start + HTTP.length, end)
        : bad("no known form of target (RFC 9112 §3.2)");
  }

  private static boolean isMethod(Head head, byte[] lower) {
    return Ascii.equalsIgnoreCase(lower, head.bytes, head.methodStart, head.methodEnd);
  }

  private static Refusal bad(String detail) {
    return Refusal.badRequest(400, detail);
  }

  private static @Nullable Refusal absolute(Head head, int start, int end) {
    int at = start;
    while (at < end && head.bytes[at] != '/' && head.bytes[at] != '?') at++;
    if (at == start) return bad("an absolute target without a host (RFC 9110 §4.2.1)");
    head.authorityStart = start;
    head.authorityEnd = at;
    if (at < end && head.bytes[at] == '/') return path(head, at, end);
    head.pathStart =
        start - 1; // an empty path is "/" (RFC 9110 §4.2.3): the one in front of the host will do
    head.pathEnd = start;
    head.queryStart = at;
    head.queryEnd = end;
    return null;
  }

  private static @Nullable Refusal path(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    int pathEnd = start;
    while (pathEnd < end && bytes[pathEnd] != '?') pathEnd++;
    head.pathStart = start;
    head.pathEnd = pathEnd;
    head.queryStart = pathEnd;
    head.queryEnd = end;
    if (NormalPath.isNormal(bytes, start, pathEnd)) return null;
    NormalPath normal = NormalPath.of(bytes, start, pathEnd);
    head.pathEnd = normal.end();
    String fault = normal.fault();
    return fault == null ? null : bad(fault);
  }
}

package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields behind the content of a message. They stay there: none ever becomes a field of a
/// head.
///
/// - What a head alone may say is no trailer and is dropped: framing, routing, authentication,
///   conditions, what the content is, and what the proxy itself says (RFC 9110 §6.5.1).
/// - Those of a response go on to HTTP/2 clients and to HTTP/1.1 clients that sent `TE: trailers`,
///   those of a request to HTTP/2 backends; to others they are dropped, which §6.5.1 allows.
///
/// @param fields never empty
public record Trailers(List<Field> fields) {
  /// Octet by octet, as `ISO_8859_1`.
  public record Field(String name, String value) {}

  private static final Set<String> FORBIDDEN =
      Set.of(
          "age",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "http2-settings",
          "keep-alive",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "vary",
          "warning",
          "www-authenticate",
          "x-request-id");

  private static final List<String> FORBIDDEN_STARTS = List.of("if-", "proxy-", "x-forwarded-");

  /// @param lines well-formed `name: value`, each with its line feed
  static @Nullable Trailers of(CharSequence lines) {
    List<Field> fields = new ArrayList<>(4);
    for (String line : lines.toString().split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0)
        fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return of(fields);
  }

  /// @return `null` where none may go on
  public static @Nullable Trailers of(List<Field> fields) {
    List<Field> allowed = fields.stream().filter(field -> isAllowed(field.name())).toList();
    return allowed.isEmpty() ? null : new Trailers(allowed);
  }

  private static boolean isAllowed(String name) {
    // A name with an underscore is the other one to some readers.
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return !FORBIDDEN.contains(lower) && FORBIDDEN_STARTS.stream().noneMatch(lower::startsWith);
  }

  void writeTo(ByteBuf out) {
    for (Field field : fields) {
      out.writeCharSequence(field.name, StandardCharsets.ISO_8859_1);
      out.writeByte(':').writeByte(' ');
      out.writeCharSequence(field.value, StandardCharsets.ISO_8859_1);
      out.writeByte('\r').writeByte('\n');
    }
  }
}

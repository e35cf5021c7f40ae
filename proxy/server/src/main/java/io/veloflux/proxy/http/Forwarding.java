package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.veloflux.proxy.runtime.Listener;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a backend is told about the client, by the rules of one listener: `X-Forwarded-For`,
/// `-Proto`, `-Host`, `-Port` and `X-Request-ID`.
///
/// - From a trusted proxy they are believed: the address is appended, the others stay and are only
///   added where absent.
/// - From anybody else all of them are replaced, and `Forwarded` is removed.
///
/// One for each client connection and listener.
final class Forwarding {
  private static final byte[] FOR = ascii("X-Forwarded-For: ");

  /// Written anew, whoever sent them.
  private static final long ALWAYS =
      HeaderName.X_FORWARDED_FOR.bit() | HeaderName.X_REQUEST_ID.bit();

  private static final long FROM_STRANGERS =
      ALWAYS
          | HeaderName.X_FORWARDED_HOST.bit()
          | HeaderName.X_FORWARDED_PORT.bit()
          | HeaderName.X_FORWARDED_PROTO.bit()
          | HeaderName.FORWARDED.bit();

  private static final byte[] HOST = ascii("X-Forwarded-Host: ");
  private static final byte[] HTTP = ascii("X-Forwarded-Proto: http\r\n");
  private static final byte[] HTTPS = ascii("X-Forwarded-Proto: https\r\n");
  private static final byte[] REQUEST_ID = ascii("X-Request-ID: ");
  private static final byte[] LINE_END = ascii("\r\n");

  private static final int MAX_ID_CHARS = 128;

  private final Listener listener;
  private final boolean trusted;
  private final String peer;
  private final byte[] proto;
  private final byte[] port;

  Forwarding(InetAddress peer, Listener listener) {
    this.listener = listener;
    this.trusted = listener.trustedProxies().contains(peer);
    this.peer = text(peer);
    this.proto = listener.isSecure() ? HTTPS : HTTP;
    this.port = ascii("X-Forwarded-Port: " + listener.port() + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Without the zone of a link-local address, which means nothing elsewhere.
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  Listener listener() {
    return listener;
  }

  /// The nearest address that is no trusted proxy.
  String client(Head head) {
    if (!trusted) return peer;
    String farthest = peer;
    String[] hops = forwardedFor(head).split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      InetAddress hop = literal(hops[i].strip());
      if (hop == null) return farthest;
      farthest = text(hop);
      if (!listener.trustedProxies().contains(hop)) return farthest;
    }
    return farthest;
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null; // "unknown", or somebody's invention
    }
  }

  /// All of them together: several lines are one list (RFC 9110 §5.3).
  private static String forwardedFor(Head head) {
    StringBuilder all = new StringBuilder();
    for (int field = 0; field < head.fields(); field++) {
      if (head.name(field) != HeaderName.X_FORWARDED_FOR) continue;
      if (!all.isEmpty()) all.append(", ");
      all.append(head.value(field));
    }
    return all.toString();
  }

  /// The one that a trusted proxy gave, if it is a decent one.
  String requestId(Head head, RequestIds ids) {
    String given = trusted ? head.value(HeaderName.X_REQUEST_ID) : null;
    return given != null && isDecent(given) ? given : ids.next();
  }

  private static boolean isDecent(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID_CHARS
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  HeadEdits edits(String requestId) {
    return new Edits(this, requestId);
  }

  private record Edits(Forwarding by, String requestId) implements HeadEdits {
    @Override
    public long dropped() {
      return by.trusted ? ALWAYS : FROM_STRANGERS;
    }

    @Override
    public void add(Head head, ByteBuf out) {
      out.writeBytes(FOR);
      if (by.trusted) {
        String before = forwardedFor(head);
        if (!before.isEmpty()) write(before + ", ", out);
      }
      write(by.peer, out);
      out.writeBytes(LINE_END);
      if (adds(head, HeaderName.X_FORWARDED_PROTO)) out.writeBytes(by.proto);
      if (adds(head, HeaderName.X_FORWARDED_PORT)) out.writeBytes(by.port);
      if (adds(head, HeaderName.X_FORWARDED_HOST)) {
        out.writeBytes(HOST);
        int start = head.authorityStart;
        out.writeBytes(head.bytes(), start, head.authorityEnd - start).writeBytes(LINE_END);
      }
      out.writeBytes(REQUEST_ID);
      write(requestId, out);
      out.writeBytes(LINE_END);
    }

    private boolean adds(Head head, HeaderName name) {
      return !by.trusted || head.value(name) == null;
    }

    private static void write(String text, ByteBuf out) {
      out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1)); // faster than char by char
    }
  }
}

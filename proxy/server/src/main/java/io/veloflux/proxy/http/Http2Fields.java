package io.veloflux.proxy.http;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Between the fields of HTTP/2 and heads as HTTP/1.1 has them.
///
/// A request is written down as HTTP/1.1 would have it and then read like any other, so that both
/// protocols have one judge of hosts, paths and framing. What HTTP/2 asks on top of that (RFC 9113
/// §8.2, §8.3) is checked here, first of all that nothing can break out of its line.
final class Http2Fields {
  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString SCHEME = AsciiString.cached(":scheme");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
  private static final AsciiString PATH = AsciiString.cached(":path");

  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString COOKIE = AsciiString.cached("cookie");
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

  /// RFC 9113 §8.2.2.
  private static final List<AsciiString> OF_CONNECTIONS =
      List.of(
          AsciiString.cached("connection"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  private static final AsciiString[] STATUSES = statuses();

  private Http2Fields() {}

  private static AsciiString[] statuses() {
    AsciiString[] all = new AsciiString[1000];
    for (int status = 100; status < 1000; status++) all[status] = AsciiString.of("" + status);
    return all;
  }

  static AsciiString status(int status) {
    return STATUSES[status];
  }

  /// Writes a request down as HTTP/1.1 has it.
  ///
  /// @param last whether no content follows
  /// @throws Http2Exception if it is malformed (RFC 9113 §8.1.1), which ends its stream
  static void writeRequest(int stream, Http2Headers fields, boolean last, ByteBuf out)
      throws Http2Exception {
    AsciiString method = null;
    AsciiString scheme = null;
    AsciiString authority = null;
    AsciiString path = null;
    boolean regular = false;
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      AsciiString name = AsciiString.of(field.getKey());
      AsciiString value = AsciiString.of(field.getValue());
      if (name.isEmpty() || name.byteAt(0) != ':') {
        regular = true;
        continue;
      }
      if (regular) throw malformed(stream, "a pseudo-header after a field");
      if (name.equals(METHOD)) method = once(stream, method, value);
      else if (name.equals(SCHEME)) scheme = once(stream, scheme, value);
      else if (name.equals(AUTHORITY)) authority = once(stream, authority, value);
      else if (name.equals(PATH)) path = once(stream, path, value);
      else throw malformed(stream, "an unknown pseudo-header");
    }
    if (method == null || !isToken(method)) throw malformed(stream, "no proper :method");
    boolean connect = method.contentEquals("CONNECT");
    AsciiString target = connect ? authority : path;
    if (!connect && (scheme == null || scheme.isEmpty())) throw malformed(stream, "no :scheme");
    if (target == null || !isVisible(target)) throw malformed(stream, "no proper :path");
    if (authority != null && !isVisible(authority)) throw malformed(stream, "a bad :authority");
    write(method, out.ensureWritable(256));
    out.writeByte(' ');
    write(target, out);
    ascii(" HTTP/1.1\r\n", out);
    if (authority != null) line(HOST, authority, out);
    boolean length = writeFields(stream, fields, authority, out);
    if (!last && !length) ascii("transfer-encoding: chunked\r\n", out);
    ascii("\r\n", out);
  }

  /// @return whether there is a content-length
  private static boolean writeFields(
      int stream, Http2Headers fields, @Nullable AsciiString authority, ByteBuf out)
      throws Http2Exception {
    boolean length = false;
    List<AsciiString> cookies = List.of();
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      AsciiString name = AsciiString.of(field.getKey());
      if (!name.isEmpty() && name.byteAt(0) == ':') continue;
      AsciiString value = AsciiString.of(field.getValue());
      check(stream, name, value);
      if (name.equals(TE) && !value.contentEqualsIgnoreCase(TRAILERS))
        throw malformed(stream, "te other than trailers");
      if (name.equals(HOST) && authority != null) {
        if (!value.contentEqualsIgnoreCase(authority))
          throw malformed(stream, "host differs from :authority");
      } else if (name.equals(COOKIE)) {
        if (cookies.isEmpty()) cookies = new ArrayList<>(4);
        cookies.add(value);
      } else {
        length |= name.equals(CONTENT_LENGTH);
        line(name, value, out);
      }
    }
    if (!cookies.isEmpty()) {
      // RFC 9113 §8.2.3: one field, whatever the client made of it.
      ascii("cookie: ", out);
      for (int i = 0; i < cookies.size(); i++) {
        if (i > 0) out.writeByte(';').writeByte(' ');
        write(cookies.get(i), out);
      }
      ascii("\r\n", out);
    }
    return length;
  }

  /// @throws Http2Exception if they are malformed
  static @Nullable Trailers trailers(int stream, Http2Headers fields) throws Http2Exception {
    List<Trailers.Field> all = new ArrayList<>(4);
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      AsciiString name = AsciiString.of(field.getKey());
      AsciiString value = AsciiString.of(field.getValue());
      if (!name.isEmpty() && name.byteAt(0) == ':')
        throw malformed(stream, "a pseudo-header among trailers");
      check(stream, name, value);
      all.add(new Trailers.Field(name.toString(), value.toString()));
    }
    return Trailers.of(all);
  }

  private static void check(int stream, AsciiString name, AsciiString value) throws Http2Exception {
    if (!isToken(name) || hasUpperCase(name)) throw malformed(stream, "a bad field name");
    if (OF_CONNECTIONS.contains(name)) throw malformed(stream, "a field of a connection");
    if (!isValue(value)) throw malformed(stream, "a bad field value");
  }

  private static @Nullable AsciiString once(
      int stream, @Nullable AsciiString before, AsciiString value) throws Http2Exception {
    if (before != null) throw malformed(stream, "a pseudo-header twice");
    return value;
  }

  private static Http2Exception malformed(int stream, String what) {
    return Http2Exception.streamError(stream, PROTOCOL_ERROR, what + " (RFC 9113 §8)");
  }

  private static boolean isToken(AsciiString text) {
    for (int i = 0; i < text.length(); i++) if (!Ascii.isToken(text.byteAt(i))) return false;
    return !text.isEmpty();
  }

  private static boolean hasUpperCase(AsciiString text) {
    for (int i = 0; i < text.length(); i++) {
      byte octet = text.byteAt(i);
      if (octet >= 'A' && octet <= 'Z') return true;
    }
    return false;
  }

  /// Neither blanks nor controls.
  private static boolean isVisible(AsciiString text) {
    for (int i = 0; i < text.length(); i++) {
      byte octet = text.byteAt(i);
      if ((octet >= 0 && octet <= ' ') || octet == 0x7f) return false;
    }
    return !text.isEmpty();
  }

  /// RFC 9113 §8.2.1: no controls that end a line, no blanks around.
  private static boolean isValue(AsciiString value) {
    int length = value.length();
    if (length == 0) return true;
    if (isBlank(value.byteAt(0)) || isBlank(value.byteAt(length - 1))) return false;
    for (int i = 0; i < length; i++) {
      byte octet = value.byteAt(i);
      if (octet == 0 || octet == '\r' || octet == '\n') return false;
    }
    return true;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private static void line(AsciiString name, AsciiString value, ByteBuf out) {
    write(name, out);
    out.writeByte(':').writeByte(' ');
    write(value, out);
    out.writeByte('\r').writeByte('\n');
  }

  private static void write(AsciiString text, ByteBuf out) {
    out.writeBytes(text.array(), text.arrayOffset(), text.length());
  }

  private static void ascii(String text, ByteBuf out) {
    for (int i = 0; i < text.length(); i++) out.writeByte(text.charAt(i));
  }

  /// The head of a response as HTTP/2 has it. Copies what it needs.
  static Http2Headers response(Head head) {
    Http2Headers fields = new DefaultHttp2Headers(false, 16);
    fields.status(status(head.status()));
    boolean empty = head.status() < 200 || head.status() == 204; // RFC 9110 §8.6
    for (int field = 0; field < head.fields(); field++) {
      HeaderName name = head.name(field);
      if (HeaderName.HOP_BY_HOP.contains(name) || head.nominated(field)) continue;
      if (empty && name == HeaderName.CONTENT_LENGTH) continue;
      fields.add(
          text(head, head.nameStart(field), head.nameEnd(field)).toLowerCase(),
          text(head, head.valueStart(field), head.valueEnd(field)));
    }
    return fields;
  }

  private static AsciiString text(Head head, int start, int end) {
    return new AsciiString(head.bytes(), start, end - start, true);
  }

  static Http2Headers of(Trailers trailers) {
    Http2Headers fields = new DefaultHttp2Headers(false, 8);
    for (Trailers.Field field : trailers.fields()) {
      fields.add(AsciiString.of(field.name()).toLowerCase(), AsciiString.of(field.value()));
    }
    return fields;
  }
}

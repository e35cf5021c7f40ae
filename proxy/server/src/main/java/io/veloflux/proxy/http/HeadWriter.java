package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes the head that goes on: always as HTTP/1.1, with one `Host`, one framing and nothing
/// hop-by-hop.
///
/// Fields go on as they came, in runs of bytes; a run ends only where a field must go.
public final class HeadWriter {
  static final byte[] NO_LINE = {};
  static final byte[] CLOSE = ascii("Connection: close\r\n");
  static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  static final byte[] TO_WEBSOCKET = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");

  private static final byte[] VERSION_AND_HOST = ascii(" HTTP/1.1\r\nHost: ");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] LINE_END = ascii("\r\n");

  private static final long OF_REQUEST = hopByHopAnd(HeaderName.HOST);

  /// RFC 9110 §10.1.1: an HTTP/1.0 client cannot expect anything.
  private static final long OF_OLD_REQUEST = hopByHopAnd(HeaderName.HOST, HeaderName.EXPECT);

  private static final long OF_RESPONSE = HeaderName.bits(HeaderName.HOP_BY_HOP);

  /// RFC 9110 §8.6: no Content-Length in 1xx and 204.
  private static final long OF_EMPTY_RESPONSE = hopByHopAnd(HeaderName.CONTENT_LENGTH);

  private static final int ROOM_BYTES = 512; // what is added, mostly

  private HeadWriter() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static long hopByHopAnd(HeaderName... more) {
    long bits = HeaderName.bits(HeaderName.HOP_BY_HOP);
    for (HeaderName name : more) bits |= name.bit();
    return bits;
  }

  /// Bytes to reserve for what is written from this head.
  static int room(Head head) {
    return head.linesEnd() + ROOM_BYTES;
  }

  static void request(Head head, HeadEdits edits, ByteBuf out) {
    byte[] bytes = head.bytes();
    write(bytes, head.methodStart, head.methodEnd, out);
    out.writeByte(' ');
    write(bytes, head.pathStart, head.pathEnd, out);
    write(bytes, head.queryStart, head.queryEnd, out);
    out.writeBytes(VERSION_AND_HOST);
    write(bytes, head.authorityStart, head.authorityEnd, out);
    out.writeBytes(LINE_END);
    fields(head, head.minorVersion == 0 ? OF_OLD_REQUEST : OF_REQUEST, edits, out);
    if (head.chunked) out.writeBytes(CHUNKED);
    if (head.isWebSocket()) out.writeBytes(TO_WEBSOCKET);
    out.writeBytes(LINE_END);
  }

  /// @param connection a line on what becomes of the client's connection, or [#NO_LINE]
  /// @param framing [#CHUNKED] or [#NO_LINE]
  static void response(Head head, HeadEdits edits, byte[] connection, byte[] framing, ByteBuf out) {
    out.writeBytes(VERSION);
    out.writeCharSequence(Integer.toString(head.status), StandardCharsets.US_ASCII);
    out.writeByte(' ');
    write(head.bytes(), head.reasonStart, head.reasonEnd, out);
    out.writeBytes(LINE_END);
    boolean empty = head.status < 200 || head.status == 204;
    fields(head, empty ? OF_EMPTY_RESPONSE : OF_RESPONSE, edits, out);
    out.writeBytes(connection).writeBytes(framing).writeBytes(LINE_END);
  }

  private static void fields(Head head, long drops, HeadEdits edits, ByteBuf out) {
    byte[] bytes = head.bytes();
    long dropped = drops | edits.dropped();
    int run = head.linesStart();
    for (int field = 0; field < head.fields(); field++) {
      HeaderName name = head.name(field);
      boolean goes = name == HeaderName.OTHER ? head.nominated(field) : (dropped & name.bit()) != 0;
      if (!goes) continue;
      write(bytes, run, head.nameStart(field), out);
      run = head.lineEnd(field);
    }
    write(bytes, run, head.linesEnd(), out);
    edits.add(head, out);
  }

  private static void write(byte[] bytes, int start, int end, ByteBuf out) {
    out.writeBytes(bytes, start, end - start);
  }
}

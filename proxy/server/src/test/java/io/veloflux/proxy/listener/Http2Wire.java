package io.veloflux.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;

/// An HTTP/2 client that sends whatever frames a test wants: every field as a literal, nothing
/// checked.
final class Http2Wire implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /// @param fields of HEADERS, as `name: value|name: value`
  record Frame(int type, int flags, int stream, byte[] payload, String fields) {
    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /// Of RST_STREAM or GOAWAY.
    int error() {
      ByteBuf bytes = Unpooled.wrappedBuffer(payload);
      return bytes.getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);

  /// Whether the proxy may send on after what it has sent.
  boolean opensWindows = true;

  Http2Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void frame(int type, int flags, int stream, byte... payload) throws IOException {
    ByteBuf frame = Unpooled.buffer(9 + payload.length);
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    frame.writeBytes(payload);
    out.write(frame.array(), 0, frame.readableBytes());
  }

  void windowUpdate(int stream, int increment) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, number(increment));
  }

  static byte[] number(int value) {
    return Unpooled.buffer(4).writeInt(value).array();
  }

  /// @param fields `name: value`, in this order
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field : fields) {
      int colon = field.indexOf(": ", 1);
      block.write(0); // literal, not indexed
      text(field.substring(0, colon), block);
      text(field.substring(colon + 2), block);
    }
    return block.toByteArray();
  }

  private static void text(String text, ByteArrayOutputStream block) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) block.write((rest & 127) | 128);
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  static String[] request(String method, String path, String... more) {
    String[] fields = new String[4 + more.length];
    fields[0] = ":method: " + method;
    fields[1] = ":scheme: http";
    fields[2] = ":path: " + path;
    fields[3] = ":authority: shop.example.com";
    System.arraycopy(more, 0, fields, 4, more.length);
    return fields;
  }

  /// A request without content.
  void get(int stream, String path, String... more) throws IOException {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, block(request("GET", path, more)));
  }

  void post(int stream, String path, String... more) throws IOException {
    frame(HEADERS, END_HEADERS, stream, block(request("POST", path, more)));
  }

  void data(int stream, String content, boolean last) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    frame(DATA, last ? END_STREAM : 0, stream, bytes);
  }

  /// Answers SETTINGS and, if wanted, opens windows by itself.
  Frame read() throws IOException {
    int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    // All of them: each may change the table that the next one refers to.
    String fields = type == HEADERS ? fields(stream, payload) : "";
    Frame frame = new Frame(type, flags, stream, payload, fields);
    if (frame.type == SETTINGS && (frame.flags & ACK) == 0) frame(SETTINGS, ACK, 0);
    if (frame.type == DATA && length > 0 && opensWindows) {
      windowUpdate(0, length);
      if (!frame.ends()) windowUpdate(frame.stream, length);
    }
    return frame;
  }

  /// The first of that type.
  Frame read(int type) throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type == type) return frame;
    }
  }

  private String fields(int stream, byte[] payload) throws IOException {
    try {
      Http2Headers headers = hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
      StringJoiner text = new StringJoiner("|");
      for (Map.Entry<CharSequence, CharSequence> field : headers)
        text.add(field.getKey() + ": " + field.getValue());
      return text.toString();
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /// @return head, content and trailers of one stream, each after a blank line; `RESET n` where it
  ///   ends in that
  String response(int stream) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      Frame frame = read();
      if (frame.type == GOAWAY && frame.error() != 0) return text + "GOAWAY " + frame.error();
      if (frame.stream != stream) continue;
      switch (frame.type) {
        case HEADERS -> text.append(frame.fields).append("||");
        case DATA -> text.append(new String(frame.payload, StandardCharsets.ISO_8859_1));
        case RST_STREAM -> {
          return text + "RESET " + frame.error();
        }
        default -> {}
      }
      if (frame.ends()) return text.toString();
    }
  }

  /// @return the code of the GOAWAY before the end, -1 without one
  int readToEnd() throws IOException {
    int code = -1;
    try {
      while (true) {
        Frame frame = read();
        if (frame.type == GOAWAY) code = frame.error();
      }
    } catch (EOFException | java.net.SocketException e) {
      return code;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

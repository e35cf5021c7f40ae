package io.veloflux.proxy.listener;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One end of a connection, written to and read from as text with `|` for CR LF.
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final List<String> heads;

  Wire(Socket socket, List<String> heads) throws IOException {
    this.socket = socket;
    this.heads = heads;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  static Wire connect(int port) throws IOException {
    return connect(port, 0);
  }

  /// @param receiveBytes of the kernel's buffer, 0 for the usual
  static Wire connect(int port, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBytes > 0) socket.setReceiveBufferSize(receiveBytes);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new Wire(socket, new ArrayList<>());
  }

  static String text(String shown) {
    return shown.replace("|", "\r\n");
  }

  Wire write(String shown) throws IOException {
    return write(text(shown).getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// Up to and with the empty line, with `|` for CR LF.
  String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int octet = in.read();
      if (octet < 0) throw new EOFException("closed after '" + head + "'");
      head.write(octet);
      ends = octet == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : octet == '\r' ? 1 : 0;
    }
    String shown = head.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    heads.add(shown);
    return shown;
  }

  /// A head and, if it has a Content-Length, as much content.
  String readRequest() throws IOException {
    String head = readHead();
    return head + read(lengthOf(head));
  }

  /// As [#readRequest]: good for responses to anything but HEAD.
  String readResponse() throws IOException {
    return readRequest();
  }

  private static int lengthOf(String head) {
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("|content-length: ");
    return at < 0 ? 0 : Integer.parseInt(head.substring(at + 17, head.indexOf('|', at + 1)));
  }

  String read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count)
      throw new EOFException("closed after " + bytes.length + " of " + count);
    return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "|");
  }

  /// All up to the end of the stream; `RESET` is added where it ends in one.
  String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String end = "";
    try {
      in.transferTo(all);
    } catch (java.net.SocketException e) {
      end = "RESET";
    }
    return all.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "|") + end;
  }

  /// Writes what it reads, until the end of the stream.
  void echoToEnd() throws IOException {
    in.transferTo(socket.getOutputStream());
  }

  /// For scripts that are slow on purpose.
  void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  void skip(long count) throws IOException {
    in.skipNBytes(count);
  }

  /// @return how many bytes came
  long skipToEnd() throws IOException {
    return in.transferTo(OutputStream.nullOutputStream());
  }

  int available() throws IOException {
    return in.available();
  }

  boolean isClosedByPeer() throws IOException {
    return in.read() < 0;
  }

  /// Says that nothing more will come, and still listens.
  void shutdown() throws IOException {
    socket.shutdownOutput();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

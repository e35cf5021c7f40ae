package io.veloflux.standalone.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/// A client of one proxy, with one kept-alive connection: what a person does with `curl -H 'Host:
/// …'`.
final class Caller implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;
  private Socket socket = new Socket();

  Caller(int port) {
    this.port = port;
  }

  record Answer(int status, String body) {}

  /// One request on a connection of its own.
  static Answer get(int port, String host, String path) {
    try (Caller caller = new Caller(port)) {
      return caller.get(host, path);
    }
  }

  /// @throws UncheckedIOException when no whole answer comes
  Answer get(String host, String path) {
    try {
      if (!socket.isConnected() || socket.isClosed()) connect();
      String head =
          "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: scenario\r\n\r\n".formatted(path, host);
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      return read(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  private void connect() throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
  }

  private Answer read(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ", 3)[1]);
    int length = 0;
    boolean chunked = false;
    boolean close = false;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:"))
        length = Integer.parseInt(lower.substring(15).strip());
      if (lower.startsWith("transfer-encoding:")) chunked = lower.contains("chunked");
      if (lower.startsWith("connection:")) close = lower.contains("close");
    }
    String body = chunked ? chunks(in) : text(in, length);
    if (close) close();
    return new Answer(status, body);
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      body.append(text(in, size));
      line(in); // the end of the chunk; after the last one, of the empty trailer section
      if (size == 0) return body.toString();
    }
  }

  private static String text(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length)
      throw new EOFException("the body ends after %d of %d bytes".formatted(bytes.length, length));
    return new String(bytes, ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) throw new EOFException("the connection ends within a head: " + line);
      if (b != '\r') line.write(b);
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

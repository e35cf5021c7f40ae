package io.veloflux.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client with one kept-alive connection, opened again when the other side closes it. One thread
/// at a time.
final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  Connection(int port) {
    this.port = port;
  }

  /// @param status 0 when there was no answer
  /// @param body or what went wrong
  record Answer(int status, String body) {
    boolean is(String name) {
      return status == 200 && body.equals(name);
    }
  }

  /// One request. A kept-alive connection that the other side closed in between is opened again,
  /// once, as every client does.
  Answer get(String host, String path) {
    boolean reused = socket != null;
    try {
      return exchange(host, path);
    } catch (IOException e) {
      close();
      if (!reused) return new Answer(0, e.toString());
    }
    try {
      return exchange(host, path);
    } catch (IOException e) {
      close();
      return new Answer(0, e.toString());
    }
  }

  private Answer exchange(String host, String path) throws IOException {
    Socket socket = this.socket;
    InputStream in = this.in;
    if (socket == null || in == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
      this.socket = socket;
      this.in = in;
    }
    String head = "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    String line = line(in);
    if (!line.startsWith("HTTP/1.1 ")) throw new IOException("no answer: '" + line + "'");
    int status = Integer.parseInt(line.substring(9, 12));
    int length = 0;
    boolean close = false;
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0));
      String value = line.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("content-length")) length = Integer.parseInt(value);
      if (name.equalsIgnoreCase("connection")) close = value.equalsIgnoreCase("close");
    }
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    if (body.length() < length) throw new IOException("the answer broke off");
    if (close) close();
    return new Answer(status, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("closed by the other side");
      if (next != '\r') text.append((char) next);
    }
    return text.toString();
  }

  @Override
  public void close() {
    Socket socket = this.socket;
    this.socket = null;
    this.in = null;
    if (socket == null) return;
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}

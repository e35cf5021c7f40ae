package io.veloflux.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/// The cheapest backend there is: answers every request without a body with its name.
final class Upstream implements AutoCloseable {
  private final ServerSocket server;
  private final byte[] answer;
  private final Executor threads;

  private Upstream(ServerSocket server, String name, Executor threads) {
    this.server = server;
    this.threads = threads;
    this.answer =
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(name.length(), name)
            .getBytes(StandardCharsets.ISO_8859_1);
  }

  static Upstream start(String name, Executor threads) {
    try {
      Upstream upstream =
          new Upstream(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), name, threads);
      threads.execute(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed: the end
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (skipHead(in)) out.write(answer);
    } catch (IOException e) {
      // the other side went away
    }
  }

  /// @return `false` at the end of the connection
  private static boolean skipHead(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) return false;
      char wanted = matched % 2 == 0 ? '\r' : '\n';
      matched = next == wanted ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

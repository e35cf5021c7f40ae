package io.veloflux.proxy.health;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `GET` on a connection of its own, closed afterwards: says whether new connections are answered.
///
/// - Reads the status line and nothing more, at most 4 KiB; follows no redirect.
/// - The timeout holds for the whole, from the first packet to the status.
public final class HttpProbe implements Probe {
  private static final int MOST_BYTES = 4_096;

  @Override
  public String ask(InetSocketAddress address, String authority, HealthCheck check) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(check.timeoutMillis());
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      try {
        socket.connect(address, (int) Math.min(check.timeoutMillis(), Integer.MAX_VALUE));
      } catch (SocketTimeoutException e) {
        return "no connection within %d ms".formatted(check.timeoutMillis());
      } catch (IOException e) {
        return "no connection: " + e.getMessage();
      }
      socket.getOutputStream().write(request(authority, check));
      return judge(statusLine(socket, deadline), check);
    } catch (SocketTimeoutException e) {
      return "no answer within %d ms".formatted(check.timeoutMillis());
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  private static byte[] request(String authority, HealthCheck check) {
    return """
    GET %s HTTP/1.1\r
    Host: %s\r
    User-Agent: VeloFlux-HealthCheck\r
    Accept: */*\r
    Connection: close\r
    \r
    """
        .formatted(check.path(), authority)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// @return `null` if what came is longer than any status line
  private static @Nullable String statusLine(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] line = new byte[MOST_BYTES];
    int length = 0;
    while (length < line.length) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) throw new SocketTimeoutException();
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int count = in.read(line, length, line.length - length);
      if (count < 0) throw new IOException("the connection was closed");
      for (int end = length + count; length < end; length++) {
        if (line[length] == '\n') return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  private static String judge(@Nullable String line, HealthCheck check) {
    if (line == null || !line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?\r?")) {
      return "the answer is not HTTP";
    }
    String status = line.substring(9, 12);
    return Integer.parseInt(status) == check.expectedStatus()
        ? ""
        : "status %s instead of %d".formatted(status, check.expectedStatus());
  }
}

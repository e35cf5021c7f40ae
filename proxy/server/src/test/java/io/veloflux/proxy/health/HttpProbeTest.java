package io.veloflux.proxy.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProbeTest {
  private static final HealthCheck CHECK = new HealthCheck("/healthz?x=1", 1_000, 2_000, 200, 1, 1);

  private final HttpProbe probe = new HttpProbe();

  /// Answers one connection with those bytes.
  ///
  /// @param end whether the connection is closed then, else it stays open until the test ends
  private static String ask(HttpProbe probe, HealthCheck check, String answer, boolean end)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> accepted = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> serve(server, answer, end, accepted));
      String said =
          probe.ask((InetSocketAddress) server.getLocalSocketAddress(), "b.test:80", check);
      accepted.join().close();
      return said;
    }
  }

  private static void serve(
      ServerSocket server, String answer, boolean end, CompletableFuture<Socket> accepted) {
    try {
      Socket socket = server.accept();
      byte[] request = new byte[4_096];
      int length = socket.getInputStream().read(request);
      lastRequest = new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      if (end) socket.shutdownOutput();
      accepted.complete(socket);
    } catch (IOException e) {
      accepted.completeExceptionally(e);
    }
  }

  private static volatile String lastRequest = "";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK\\r\\n                    | ''",
        "HTTP/1.0 200\\n                          | ''",
        "HTTP/1.1 200\\r\\nContent-Length: 9\\r\\n | ''",
        "HTTP/1.1 503 Busy\\r\\n                  | status 503 instead of 200",
        "HTTP/1.1 302 Found\\r\\nLocation: /\\r\\n | status 302 instead of 200",
        "SSH-2.0-OpenSSH\\r\\n                    | the answer is not HTTP",
        "HTTP/1.1 2000\\r\\n                      | the answer is not HTTP",
        "HTTP/2 200\\r\\n                         | the answer is not HTTP",
        "HTTP/1.1 200 OK                          | no answer: the connection was closed",
        "''                                       | no answer: the connection was closed",
      })
  void theStatusLineDecides(String answer, String says) throws Exception {
    assertEquals(says, ask(probe, CHECK, answer.replace("\\r", "\r").replace("\\n", "\n"), true));
  }

  @Test
  void asksForThePathOfTheCheckOnAConnectionOfItsOwn() throws Exception {
    ask(probe, CHECK, "HTTP/1.1 200 OK\r\n", false);
    assertTrue(
        lastRequest.startsWith("GET /healthz?x=1 HTTP/1.1\r\nHost: b.test:80\r\n"), lastRequest);
    assertTrue(lastRequest.contains("\r\nConnection: close\r\n"), lastRequest);
    assertTrue(lastRequest.endsWith("\r\n\r\n"), lastRequest);
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsNone() throws Exception {
    HealthCheck hasty = new HealthCheck("/", 1_000, 50, 200, 1, 1);
    assertEquals("no answer within 50 ms", ask(probe, hasty, "HTTP/1.1 200 ", false));
  }

  @Test
  void aLineWithoutEndIsReadOnlySoFar() throws Exception {
    assertEquals(
        "the answer is not HTTP", ask(probe, CHECK, "HTTP/1.1 200 " + "x".repeat(8_000), false));
  }

  @Test
  void nobodyThereIsNoConnection() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) server.getLocalSocketAddress();
    }
    assertEquals("no connection: Connection refused", probe.ask(nobody, "b.test", CHECK));
  }
}

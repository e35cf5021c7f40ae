package io.veloflux.proxy.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A backend that does on each connection what a script says.
final class Backend implements AutoCloseable {
  interface Script {
    /// @param number of the connection, from 1 on
    void run(Wire wire, int number) throws IOException;
  }

  private final ServerSocket socket;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  Backend(Script script) throws IOException {
    this.socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /// Answers every request, on as many connections as come, with the same bytes (`|` for CR LF).
  static Backend answering(String response) throws IOException {
    return new Backend((wire, _) -> {
      while (true) {
        wire.readRequest();
        wire.write(response);
      }
    });
  }

  static Backend answeringOk() throws IOException {
    return answering("HTTP/1.1 200 OK|Content-Length: 2||ok");
  }

  private void accept() {
    try {
      while (true) {
        Wire wire = new Wire(socket.accept(), heads);
        open.add(wire);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(wire, number));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Wire wire, int number) {
    try (wire) {
      script.run(wire, number);
    } catch (IOException e) {
      // the proxy closed the connection, or the test is over
    } finally {
      open.remove(wire);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /// Connections that are not closed.
  int open() {
    return open.size();
  }

  /// Heads of all requests, as they arrived.
  List<String> heads() {
    return heads;
  }

  /// No longer accepts: the next connection is refused.
  void stopListening() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Wire wire : open) wire.close();
  }
}

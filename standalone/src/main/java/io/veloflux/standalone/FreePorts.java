package io.veloflux.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports on loopback that nobody uses at the moment, for a rehearsal beside whatever runs.
final class FreePorts {
  private static final int ATTEMPTS = 50;

  private FreePorts() {}

  /// All different.
  static List<Integer> take(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) sockets.add(open(0));
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      close(sockets);
    }
  }

  /// @return the first of as many that follow each other
  static int row(int count) throws IOException {
    IOException last = new IOException("no ports in a row");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<ServerSocket> sockets = new ArrayList<>();
      try {
        sockets.add(open(0));
        int first = sockets.getFirst().getLocalPort();
        for (int i = 1; i < count; i++) sockets.add(open(first + i));
        return first;
      } catch (IOException | IllegalArgumentException e) {
        last = new IOException("no ports in a row", e);
      } finally {
        close(sockets);
      }
    }
    throw last;
  }

  private static ServerSocket open(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static void close(List<ServerSocket> sockets) throws IOException {
    for (ServerSocket socket : sockets) socket.close();
  }
}

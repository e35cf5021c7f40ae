package io.veloflux.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks for taken ports before anything is started, so that the user reads one line that names
/// port and flag.
final class Ports {
  private Ports() {}

  /// A port that will be opened, and the flag that changes it.
  record Wanted(String flag, InetAddress address, int port) {}

  /// @throws CommandFailed when one of them is taken or wanted twice
  static void requireFree(List<Wanted> all) {
    Map<Integer, String> flags = new HashMap<>();
    for (Wanted one : all) {
      String other = flags.putIfAbsent(one.port(), one.flag());
      if (other != null && !other.equals(one.flag())) {
        throw new CommandFailed(
            "port %d is wanted twice: by %s and by %s".formatted(one.port(), other, one.flag()));
      }
      requireFree(one);
    }
  }

  private static void requireFree(Wanted wanted) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of an earlier run that linger do not count
      socket.bind(new InetSocketAddress(wanted.address(), wanted.port()));
    } catch (IOException e) {
      throw new CommandFailed(
          "port %d cannot be opened on %s (%s): is VeloFlux running already? Choose another one with %s PORT"
              .formatted(
                  wanted.port(), wanted.address().getHostAddress(), e.getMessage(), wanted.flag()),
          e);
    }
  }
}

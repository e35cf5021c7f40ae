package io.veloflux.proxy.runtime;

import java.util.Map;
import java.util.Set;

/// The listening sockets. Called off the event loops, by one thread at a time.
public interface Sockets {
  /// Opens those that are not open yet and leaves the others alone.
  ///
  /// @return the ports that could not be opened, with a sentence each
  Map<Integer, String> open(Set<Integer> bindPorts);

  /// Connections that were accepted there go on until they end.
  void closeAllBut(Set<Integer> bindPorts);
}

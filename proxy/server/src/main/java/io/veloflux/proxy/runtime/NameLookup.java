package io.veloflux.proxy.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;

/// Asks for the addresses of a name, now.
public interface NameLookup {
  /// Blocks as long as the name servers take.
  ///
  /// @return not empty
  /// @throws UnknownHostException if there is no answer, for whatever reason
  List<InetAddress> lookup(String host) throws UnknownHostException;

  /// As the machine is configured. Switches the JVM's own address cache off, which would keep old
  /// answers; that works only before anything in the JVM has resolved a name, so `main` asks for it
  /// first.
  static NameLookup system() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Security.setProperty("networkaddress.cache.stale.ttl", "0");
    return host -> List.of(InetAddress.getAllByName(host));
  }
}

package io.veloflux.proxy.http;

import io.veloflux.proxy.runtime.Listener;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Who is connected, and to which port. One for each client connection; its event loop only.
final class Client {
  private final InetAddress peer;
  private final String address;
  private final int bindPort;
  private @Nullable Forwarding forwarding;

  Client(InetAddress peer, int bindPort) {
    this.peer = peer;
    this.address = Forwarding.text(peer);
    this.bindPort = bindPort;
  }

  /// Of the peer, which may be a proxy before the client.
  String address() {
    return address;
  }

  int bindPort() {
    return bindPort;
  }

  /// By the rules of `listener`; made anew only when another one is asked for.
  Forwarding forwarding(Listener listener) {
    Forwarding known = forwarding;
    if (known != null && known.listener() == listener) return known;
    Forwarding made = new Forwarding(peer, listener);
    forwarding = made;
    return made;
  }
}

package io.veloflux.proxy.http;

import io.veloflux.proxy.runtime.Listener;
import io.veloflux.proxy.runtime.Router;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Who is connected, and to which port. One for each client connection; its event loop only.
final class Client {
  private final InetAddress peer;
  private final String address;
  private final int bindPort;
  private final String secureListener;
  private @Nullable Forwarding forwarding;

  /// @param secureListener name of the one that the TLS handshake was for, or `""` without TLS
  Client(InetAddress peer, int bindPort, String secureListener) {
    this.secureListener = secureListener;
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

  /// Whether a request came over a connection that was not opened for its host: then it would get
  /// past what the listener asks of clients (RFC 9110 §15.5.20).
  @Nullable Refusal misdirected(Head head, Router router) {
    boolean secure = !secureListener.isEmpty();
    if (!secure && !router.isSecure()) return null;
    Listener best = router.listener(head.bytes(), head.hostStart(), head.hostEnd());
    if (best == null) return Refusal.NO_ROUTE;
    boolean isIt = best.isSecure() == secure && best.name().equals(secureListener);
    return isIt ? null : Refusal.MISDIRECTED;
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

package io.veloflux.standalone.kube;

import java.net.InetSocketAddress;

/// Somebody else listens where the server is to listen. The message is one line for whoever started
/// the process.
public final class PortTakenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PortTakenException(InetSocketAddress address, Throwable cause) {
    super(
        "cannot serve the Kubernetes API on %s:%d: %s"
            .formatted(address.getHostString(), address.getPort(), cause.getMessage()),
        cause);
  }
}

package io.veloflux.proxy.runtime;

import io.veloflux.proxy.pem.CertifiedKey;

/// A certificate with its key, made ready to be shown to clients. What that takes is known to those
/// who speak TLS.
public interface Identity {
  CertifiedKey key();
}

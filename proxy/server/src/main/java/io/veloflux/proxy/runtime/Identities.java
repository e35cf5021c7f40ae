package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Security.TlsProfile;
import io.veloflux.proxy.pem.CertifiedKey;

/// Makes identities. Slow, so never called on an event loop.
public interface Identities {
  /// @throws ConfigException if that key cannot be served
  Identity of(CertifiedKey key, TlsProfile profile) throws ConfigException;
}

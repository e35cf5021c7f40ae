package io.veloflux.proxy.source;

import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.pem.TlsEntries;

/// What a source says of one tenant.
public sealed interface Offer {
  /// @param hash by which the writer recognises the configuration in the state that the proxy
  ///   reports
  /// @param tls what the configuration names of certificates, as far as it is there
  record Config(String hash, ProxyConfig config, TlsEntries tls) implements Offer {
    /// Without certificates.
    public Config(String hash, ProxyConfig config) {
      this(hash, config, TlsEntries.NONE);
    }
  }

  /// There is something, but it cannot be read: the tenant keeps what it has.
  ///
  /// @param hash as far as it is known, else `""`
  /// @param reason a sentence for the person who wrote it
  record Broken(String hash, String reason) implements Offer {}

  /// The tenant is not to be served any more.
  record Gone() implements Offer {}
}

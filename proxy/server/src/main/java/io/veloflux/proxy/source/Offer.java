package io.veloflux.proxy.source;

import io.veloflux.proxy.config.ProxyConfig;

/// What a source says of one tenant.
public sealed interface Offer {
  /// @param hash by which the writer recognises the configuration in the state that the proxy
  ///   reports
  record Config(String hash, ProxyConfig config) implements Offer {}

  /// There is something, but it cannot be read: the tenant keeps what it has.
  ///
  /// @param hash as far as it is known, else `""`
  /// @param reason a sentence for the person who wrote it
  record Broken(String hash, String reason) implements Offer {}

  /// The tenant is not to be served any more.
  record Gone() implements Offer {}
}

package io.veloflux.operator.publish;

/// What became of one attempt to publish.
public sealed interface Publication {
  /// The proxies are offered this configuration.
  ///
  /// @param written `false` when they were already
  record Published(String hash, boolean written) implements Publication {}

  /// The proxies keep what they have until something changes.
  ///
  /// @param reason one word of [io.veloflux.crd.Reasons]
  /// @param message what to do next, for people
  record Held(String reason, String message) implements Publication {}

  /// The API server did not take it now; to be tried again.
  record Failed(String message) implements Publication {}
}

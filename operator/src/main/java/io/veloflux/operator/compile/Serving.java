package io.veloflux.operator.compile;

/// What compile knows about `Programmed`; the rest is for proxies to say.
public sealed interface Serving {
  /// Not all of what the object says is in the configuration, whatever the proxies do.
  ///
  /// @param reason one word of [io.veloflux.crd.Reasons]
  record Blocked(String reason, String message) implements Serving {}

  /// All of it takes effect once the proxies serve this configuration.
  record WhenServed() implements Serving {}
}

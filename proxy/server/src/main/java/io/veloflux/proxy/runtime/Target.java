package io.veloflux.proxy.runtime;

/// What a route decided to do with one request.
public sealed interface Target {
  record Forward(Pool pool) implements Target {}

  /// @param status answered to the client
  /// @param reason for the access log
  record Reject(int status, String reason) implements Target {}
}

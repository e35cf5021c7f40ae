package io.veloflux.proxy.runtime;

/// What routing needs to see of a request: ranges of [#bytes], start inclusive, end exclusive.
///
/// Valid only during the call that it is handed to.
public interface RequestView {
  byte[] bytes();

  int methodStart();

  int methodEnd();

  /// Of the host without port and without trailing dot, in any case.
  int hostStart();

  int hostEnd();

  /// Of the normalised path, without query.
  int pathStart();

  int pathEnd();
}

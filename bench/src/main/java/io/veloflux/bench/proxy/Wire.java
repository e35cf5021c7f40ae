package io.veloflux.bench.proxy;

/// What client and proxy speak.
enum Wire {
  HTTP("http"),
  TLS("https"),
  /// HTTP/2 without TLS, by prior knowledge.
  H2C("http");

  private final String scheme;

  Wire(String scheme) {
    this.scheme = scheme;
  }

  String scheme() {
    return scheme;
  }
}

package io.veloflux.proxy.http;

/// How large a head may be.
///
/// @param lineBytes of the request line (414) or status line
/// @param headBytes of the whole head (431)
/// @param fields how many (431)
public record HeadLimits(int lineBytes, int headBytes, int fields) {
  /// What a backend may send: more than a client, it is no stranger and sets many cookies.
  public static final HeadLimits RESPONSE = new HeadLimits(8_192, 65_536, 256);

  public static HeadLimits request(int headBytes) {
    return new HeadLimits(8_192, headBytes, 100);
  }
}

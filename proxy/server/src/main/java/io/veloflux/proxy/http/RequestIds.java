package io.veloflux.proxy.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Names requests by 128 random bits in hexadecimal: unique over all proxies, no secret. One event
/// loop's.
public final class RequestIds {
  private static final HexFormat HEX = HexFormat.of();

  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}

package io.veloflux.proxy.runtime;

import java.security.SecureRandom;

/// Hashes bytes one after the other, differently in each process: whoever chooses host names and
/// paths cannot choose which of them collide.
final class SeededHash {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long MULTIPLIER = RANDOM.nextLong() | 1;

  /// To begin with.
  static final long SEED = RANDOM.nextLong();

  private SeededHash() {}

  static long step(long hash, int octet) {
    long mixed = (hash ^ octet) * MULTIPLIER;
    return mixed ^ (mixed >>> 32);
  }

  /// First byte to last: a hash of every beginning comes out on the way.
  static long forwards(byte[] bytes) {
    long hash = SEED;
    for (byte octet : bytes) hash = step(hash, octet);
    return hash;
  }

  /// Last byte to first: a hash of every end comes out on the way.
  static long backwards(byte[] bytes) {
    long hash = SEED;
    for (int i = bytes.length - 1; i >= 0; i--) hash = step(hash, bytes[i]);
    return hash;
  }
}

package io.veloflux.proxy.balance;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Random numbers that many event loops draw without a lock: SplitMix64 over a shared counter.
final class Draws {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final AtomicLong state;

  Draws(RandomGenerator seed) {
    state = new AtomicLong(seed.nextLong());
  }

  /// @return 64 random bits
  long next() {
    return RequestKey.mixed(state.addAndGet(STEP));
  }

  /// @param bits 32 of them, from one draw
  /// @return from 0 to before `bound`
  static int below(int bound, int bits) {
    return (int) ((Integer.toUnsignedLong(bits) * bound) >>> 32);
  }
}

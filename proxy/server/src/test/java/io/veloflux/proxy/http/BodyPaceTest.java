package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private static final long BEGIN = 7_000;

  private final BodyPace pace = new BodyPace();

  BodyPaceTest() {
    pace.begin(BEGIN);
  }

  /// Ticks ten times a second while `bytesPerSecond` come.
  ///
  /// @return after how many milliseconds it is too slow, -1 if it is not within a minute
  private long tooSlowAfter(int bytesPerSecond) {
    for (long millis = 100; millis <= 60_000; millis += 100) {
      pace.received(bytesPerSecond / 10);
      if (pace.isTooSlow(BEGIN + millis, true)) return millis;
    }
    return -1;
  }

  private static void assertAbout(long expected, long actual) {
    assertTrue(Math.abs(expected - actual) <= 200, actual + " ms instead of " + expected);
  }

  @Test
  void nothingIsTooSlowAfterTenSeconds() {
    assertAbout(10_000, tooSlowAfter(0));
  }

  @Test
  void lessThanTheRateIsTooSlowOnceItsCreditIsSpent() {
    assertAbout(20_000, tooSlowAfter(250));
  }

  @Test
  void theRateIsFastEnough() {
    assertAbout(-1, tooSlowAfter(500));
  }

  @Test
  void whatCameEarlyCounts() {
    pace.received(4_000);
    assertAbout(18_000, tooSlowAfter(0));
  }

  @Test
  void timeInWhichNobodyListenedDoesNotCount() {
    assertFalse(pace.isTooSlow(BEGIN + 9_000, true));
    assertFalse(pace.isTooSlow(BEGIN + 50_000, false));
    assertFalse(pace.isTooSlow(BEGIN + 51_000, true));
    assertTrue(pace.isTooSlow(BEGIN + 51_100, true));
  }

  @Test
  void theNextBodyBeginsAnew() {
    assertTrue(pace.isTooSlow(BEGIN + 20_000, true));
    pace.begin(BEGIN + 20_000);
    assertFalse(pace.isTooSlow(BEGIN + 29_000, true));
  }
}

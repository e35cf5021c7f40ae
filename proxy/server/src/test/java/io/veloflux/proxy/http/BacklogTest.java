package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final long IDLE_MILLIS = 10_000; // worth 5,000 bytes

  private final Backlog backlog = new Backlog();

  private boolean moved(long unsent) {
    return backlog.moved(unsent, IDLE_MILLIS);
  }

  @Test
  void nothingDoesNotMove() {
    assertFalse(moved(0));
  }

  @Test
  void whatGrowsMoves() {
    assertTrue(moved(10));
    assertFalse(moved(10));
    assertTrue(moved(11));
  }

  @Test
  void aFewBytesNowAndThenDoNotCountUntilTheyAreEnough() {
    assertTrue(moved(100_000));
    assertFalse(moved(99_000));
    assertFalse(moved(95_001));
    assertTrue(moved(95_000));
    assertFalse(moved(94_000));
  }

  @Test
  void theLastBytesAreEnough() {
    assertTrue(moved(10));
    assertFalse(moved(1));
    assertTrue(moved(0));
    assertFalse(moved(0));
  }
}

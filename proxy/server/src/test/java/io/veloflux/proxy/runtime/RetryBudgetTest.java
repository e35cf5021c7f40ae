package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private long now = TimeUnit.DAYS.toNanos(1);
  private final RetryBudget budget = new RetryBudget(() -> now);

  private int taken() {
    int taken = 0;
    while (taken < 10_000 && budget.take()) taken++;
    return taken;
  }

  @Test
  void aQuietPoolHasTenEachSecond() {
    assertEquals(10, taken());
    assertFalse(budget.take());
    now += TimeUnit.SECONDS.toNanos(1);
    assertEquals(10, taken());
  }

  @Test
  void aBusyPoolHasOneForEveryFiveRequests() {
    for (int i = 0; i < 200; i++) budget.request();
    assertEquals(10 + 40, taken());
  }

  @Test
  void whatIsSavedIsBounded() {
    for (int i = 0; i < 1_000_000; i++) budget.request();
    assertEquals(10 + 100, taken());
  }
}

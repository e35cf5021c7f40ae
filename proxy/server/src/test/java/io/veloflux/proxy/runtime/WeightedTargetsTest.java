package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WeightedTargetsTest {
  private static final Target A = new Target.Reject(500, "a");
  private static final Target B = new Target.Reject(500, "b");
  private static final Target C = new Target.Reject(500, "c");

  @RepeatedTest(20)
  void anyFiveHundredDrawsAreWithinOnePercentOfTheWeights() {
    WeightedTargets targets = new WeightedTargets(List.of(A, B, C), List.of(70, 0, 30));
    Map<Target, Integer> draws = new HashMap<>();
    for (int i = 0; i < 500; i++) draws.merge(targets.next(), 1, Integer::sum);
    assertTrue(Math.abs(draws.get(A) - 350) <= 5, draws::toString);
    assertEquals(2, draws.size());
  }

  @Test
  void weightsMayBeAsLargeAsNumbersGet() {
    WeightedTargets targets =
        new WeightedTargets(List.of(A, B), List.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
    Map<Target, Integer> draws = new HashMap<>();
    for (int i = 0; i < 1_000; i++) draws.merge(targets.next(), 1, Integer::sum);
    assertTrue(Math.abs(draws.get(A) - 500) <= 10, draws::toString);
  }

  @Test
  void allZeroIsARefusalOfItsOwn() {
    assertEquals(
        new Target.Reject(503, "NoWeight"), new WeightedTargets(List.of(A), List.of(0)).next());
  }
}

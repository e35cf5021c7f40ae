package io.veloflux.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PickerTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(7);

  static Stream<Algorithm> all() {
    return Stream.of(
        new RoundRobin(RANDOM),
        new SmoothWeighted(RANDOM),
        new StaticTurns(RANDOM),
        new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, RANDOM),
        new ConsistentHash(RequestKey.Of.CLIENT),
        new TwoChoices(new PeakEwma(() -> 0), RANDOM));
  }

  static Stream<Algorithm> inTurn() {
    return all().limit(4);
  }

  static Stream<Algorithm> byWeight() {
    return Stream.of(new SmoothWeighted(RANDOM), new StaticTurns(RANDOM));
  }

  @ParameterizedTest
  @MethodSource("all")
  void noneOfNoneAndNoneWhenAllWereTriedOrAreUnhealthy(Algorithm algorithm) {
    assertNull(algorithm.over(List.<Fake>of()).pick(Set.of(), 0));
    List<Fake> two = fakes(1, 1);
    Picker<Fake> picker = algorithm.over(two);
    assertNull(picker.pick(Set.copyOf(two), 0));
    two.forEach(fake -> fake.healthy = false);
    assertNull(picker.pick(Set.of(), 0));
    two.getLast().healthy = true;
    assertEquals(two.getLast(), picker.pick(Set.of(), 0));
  }

  @ParameterizedTest
  @MethodSource("inTurn")
  void equalOnesAreUsedEvenly(Algorithm algorithm) {
    Map<Fake, Integer> picks = picks(algorithm, fakes(1, 1, 1, 1, 1), 1_000);
    assertTrue(
        Collections.max(picks.values()) - Collections.min(picks.values()) <= 1, picks::toString);
  }

  @ParameterizedTest
  @MethodSource("inTurn")
  void theNeighbourOfAnUnhealthyOneDoesNotGetItsShareOnTop(Algorithm algorithm) {
    List<Fake> four = fakes(1, 1, 1, 1);
    four.get(1).healthy = false;
    Map<Fake, Integer> picks = picks(algorithm, four, 300);
    assertEquals(Set.of(100), Set.copyOf(picks.values()));
  }

  @ParameterizedTest
  @MethodSource("byWeight")
  void turnsByWeightAreSpreadOut(Algorithm algorithm) {
    Picker<Fake> picker = algorithm.over(fakes(5, 1, 1));
    StringBuilder turns = new StringBuilder();
    for (int i = 0; i < 14; i++) turns.append(picker.pick(Set.of(), 0));
    String cycle = "aabacaa";
    assertTrue((cycle + cycle + cycle).contains(turns), turns::toString);
  }

  @ParameterizedTest
  @MethodSource("byWeight")
  void turnsByWeightAreExactOverEachCycle(Algorithm algorithm) {
    List<Fake> fakes = fakes(10, 20, 30, 100);
    Map<Fake, Integer> picks = picks(algorithm, fakes, 1_600);
    fakes.forEach(fake -> assertEquals(fake.weight * 10, picks.get(fake)));
  }

  @ParameterizedTest
  @MethodSource("byWeight")
  void turnsByWeightAreExactWhateverTheThreads(Algorithm algorithm) throws InterruptedException {
    List<Fake> fakes = fakes(1, 3);
    Picker<Fake> picker = algorithm.over(fakes);
    Map<Fake, AtomicInteger> picks = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 5_000; i++) {
                  Fake picked = picker.pick(Set.of(), 0);
                  picks.computeIfAbsent(picked, _ -> new AtomicInteger()).incrementAndGet();
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    assertEquals(5_000, picks.get(fakes.getFirst()).get());
    assertEquals(15_000, picks.get(fakes.getLast()).get());
  }

  @Test
  void aSmoothPickerForgetsNothingWhenItIsReplaced() {
    List<Fake> fakes = fakes(1, 1, 1, 1);
    Map<Fake, Integer> picks = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      Algorithm anew =
          new SmoothWeighted(
              new SplittableRandom(5)); // as if the algorithm were changed to and fro
      picks.merge(pick(anew, fakes), 1, Integer::sum);
    }
    assertTrue(Collections.max(picks.values()) <= 130, picks::toString);
  }

  @Test
  void proxiesDoNotAllStartWithTheSameOne() {
    Map<String, Integer> first = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      first.merge("rr " + pick(new RoundRobin(random), fakes(1, 1, 1)), 1, Integer::sum);
      first.merge("static " + pick(new StaticTurns(random), fakes(1, 1, 1)), 1, Integer::sum);
      first.merge("wrr " + pick(new SmoothWeighted(random), fakes(1, 1, 1)), 1, Integer::sum);
      first.merge(
          "lc " + pick(new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, random), fakes(1, 1, 1)),
          1,
          Integer::sum);
    }
    assertEquals(12, first.size());
    assertTrue(Collections.min(first.values()) > 60, first::toString);
  }

  @Test
  void theLeastLoadedForItsWeightIsPicked() {
    List<Fake> fakes = fakes(1, 4);
    LeastLoaded algorithm = new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, RANDOM);
    for (int i = 0; i < 50; i++) pick(algorithm, fakes).inFlight++;
    assertEquals(10, fakes.getFirst().inFlight);
    assertEquals(40, fakes.getLast().inFlight);
  }

  @Test
  void aListOfTurnsGoesOnWhereTheLastOneWas() {
    StaticTurns algorithm = new StaticTurns(RANDOM);
    Map<String, Integer> picks = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      picks.merge(pick(algorithm, fakes(1, 1, 1)).name, 1, Integer::sum);
    }
    assertEquals(Set.of(100), Set.copyOf(picks.values()));
  }

  @Test
  void aListOfTurnsIsBoundedWhateverTheWeights() {
    List<Fake> fakes = fakes(997, 991, 983, 1);
    Map<Fake, Integer> picks = picks(new StaticTurns(RANDOM), fakes, 29_720);
    for (Fake fake : fakes) assertEquals(fake.weight * 10, picks.get(fake), 10 + fake.weight * 0.1);
  }

  private static Fake pick(Algorithm algorithm, List<Fake> fakes) {
    Fake picked = algorithm.over(fakes).pick(Set.of(), 0);
    assertNotNull(picked);
    return picked;
  }

  private static Map<Fake, Integer> picks(Algorithm algorithm, List<Fake> fakes, int count) {
    Picker<Fake> picker = algorithm.over(fakes);
    Map<Fake, Integer> picks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Fake picked = picker.pick(Set.of(), 0);
      assertNotNull(picked);
      picks.merge(picked, 1, Integer::sum);
    }
    return picks;
  }

  private static List<Fake> fakes(int... weights) {
    AtomicInteger name = new AtomicInteger('a');
    return Arrays.stream(weights)
        .mapToObj(weight -> new Fake(String.valueOf((char) name.getAndIncrement()), weight))
        .toList();
  }
}

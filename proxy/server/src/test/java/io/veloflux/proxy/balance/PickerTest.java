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

  static Stream<Picker> all() {
    return Stream.of(
        new RoundRobin(RANDOM),
        new SmoothWeighted(RANDOM),
        new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, RANDOM));
  }

  @ParameterizedTest
  @MethodSource("all")
  void noneOfNoneAndNoneWhenAllWereTriedOrAreUnhealthy(Picker picker) {
    assertNull(picker.<Fake>pick(List.of(), Set.of()));
    List<Fake> two = fakes(1, 1);
    assertNull(picker.pick(two, Set.copyOf(two)));
    two.forEach(fake -> fake.healthy = false);
    assertNull(picker.pick(two, Set.of()));
    two.getLast().healthy = true;
    assertEquals(two.getLast(), picker.pick(two, Set.of()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void equalOnesAreUsedEvenly(Picker picker) {
    Map<Fake, Integer> picks = picks(picker, fakes(1, 1, 1, 1, 1), 1_000);
    assertTrue(
        Collections.max(picks.values()) - Collections.min(picks.values()) <= 1, picks::toString);
  }

  @Test
  void theNeighbourOfAnUnhealthyOneDoesNotGetItsShareOnTop() {
    List<Fake> four = fakes(1, 1, 1, 1);
    four.get(1).healthy = false;
    Map<Fake, Integer> picks = picks(new RoundRobin(RANDOM), four, 300);
    assertEquals(Set.of(100), Set.copyOf(picks.values()));
  }

  @Test
  void smoothTurnsAreSpreadOut() {
    List<Fake> three = fakes(5, 1, 1);
    SmoothWeighted picker = new SmoothWeighted(new SplittableRandom(3));
    StringBuilder turns = new StringBuilder();
    for (int i = 0; i < 14; i++) turns.append(picker.pick(three, Set.of()));
    String cycle = "aabacaa";
    assertTrue((cycle + cycle + cycle).contains(turns), turns::toString);
  }

  @Test
  void smoothTurnsAreExactOverEachCycle() {
    List<Fake> fakes = fakes(1, 2, 3, 10);
    Map<Fake, Integer> picks = picks(new SmoothWeighted(RANDOM), fakes, 1_600);
    fakes.forEach(fake -> assertEquals(fake.weight * 100, picks.get(fake)));
  }

  @Test
  void smoothTurnsAreExactWhateverTheThreads() throws InterruptedException {
    List<Fake> fakes = fakes(1, 3);
    SmoothWeighted picker = new SmoothWeighted(RANDOM);
    Map<Fake, AtomicInteger> picks = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 5_000; i++) {
                  Fake picked = picker.pick(fakes, Set.of());
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
      Picker anew =
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
      first.merge("wrr " + pick(new SmoothWeighted(random), fakes(1, 1, 1)), 1, Integer::sum);
      first.merge(
          "lc " + pick(new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, random), fakes(1, 1, 1)),
          1,
          Integer::sum);
    }
    assertEquals(9, first.size());
    assertTrue(Collections.min(first.values()) > 60, first::toString);
  }

  @Test
  void theLeastLoadedForItsWeightIsPicked() {
    List<Fake> fakes = fakes(1, 4);
    LeastLoaded picker = new LeastLoaded(LoadMetric.IN_FLIGHT_BY_WEIGHT, RANDOM);
    for (int i = 0; i < 50; i++) pick(picker, fakes).inFlight++;
    assertEquals(10, fakes.getFirst().inFlight);
    assertEquals(40, fakes.getLast().inFlight);
  }

  private static Fake pick(Picker picker, List<Fake> fakes) {
    Fake picked = picker.pick(fakes, Set.of());
    assertNotNull(picked);
    return picked;
  }

  private static Map<Fake, Integer> picks(Picker picker, List<Fake> fakes, int count) {
    Map<Fake, Integer> picks = new HashMap<>();
    for (int i = 0; i < count; i++) picks.merge(pick(picker, fakes), 1, Integer::sum);
    return picks;
  }

  private static List<Fake> fakes(int... weights) {
    AtomicInteger name = new AtomicInteger('a');
    return Arrays.stream(weights)
        .mapToObj(weight -> new Fake(String.valueOf((char) name.getAndIncrement()), weight))
        .toList();
  }
}

package io.veloflux.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
  private static final long MILLI = 1_000_000;

  private final List<Fake> ten =
      IntStream.range(0, 10).mapToObj(i -> new Fake("e" + i, 1)).toList();
  private long now = TimeUnit.DAYS.toNanos(1);
  private final Picker<Fake> picker =
      new TwoChoices(new PeakEwma(() -> now), new SplittableRandom(11)).over(ten);

  @BeforeEach
  void allAnswerInTenMillis() {
    ten.forEach(fake -> fake.latency().observe(10 * MILLI, now));
  }

  @Test
  void equalOnesAreUsedAboutEvenly() {
    picks(10_000).values().forEach(count -> assertEquals(1_000, count, 200));
  }

  @Test
  void theSlowestOfAllIsOnlyPickedWhenTheOthersAreBusy() {
    ten.get(3).latency().observe(100 * MILLI, now);
    assertEquals(0, picks(1_000).getOrDefault(ten.get(3), 0));
    ten.forEach(fake -> fake.inFlight = fake == ten.get(3) ? 0 : 20);
    assertTrue(picks(1_000).get(ten.get(3)) > 100);
  }

  @Test
  void oneSlowAnswerIsEnoughAndIsForgottenInTime() {
    Latency latency = ten.get(3).latency();
    latency.observe(500 * MILLI, now);
    latency.observe(10 * MILLI, now);
    assertEquals(500, millis(latency), 1);
    now += TimeUnit.SECONDS.toNanos(10);
    assertEquals(184, millis(latency), 1);
    now += TimeUnit.SECONDS.toNanos(60);
    assertTrue(millis(latency) < 1);
  }

  @Test
  void oneThatIsNotKnownYetGetsASingleRequestToFindOut() {
    Fake anew = new Fake("new", 1);
    PeakEwma load = new PeakEwma(() -> now);
    assertEquals(0, load.of(anew));
    anew.inFlight = 1;
    assertTrue(load.of(anew) > load.of(ten.getFirst()));
  }

  private double millis(Latency latency) {
    return latency.at(now) / MILLI;
  }

  private Map<Fake, Integer> picks(int count) {
    Map<Fake, Integer> picks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Fake picked = picker.pick(Set.of(), 0);
      assertNotNull(picked);
      picks.merge(picked, 1, Integer::sum);
    }
    return picks;
  }
}

package io.veloflux.operator.publish;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkGuardTest {
  private static final Predicate<ObjectKey> NOTHING_SEEN = _ -> false;
  private static final Function<Set<ObjectKey>, Set<ObjectKey>> ALL_GONE = _ -> Set.of();
  private static final Function<Set<ObjectKey>, Set<ObjectKey>> ALL_THERE = vanished -> vanished;

  private final AtomicLong millis = new AtomicLong();
  private final ShrinkGuard guard =
      new ShrinkGuard(Duration.ofSeconds(30), () -> Instant.ofEpochMilli(millis.get()));

  @Test
  void aTenantThatVanishedIsHeld() {
    assertNotNull(hold(3, 0, NOTHING_SEEN, ALL_GONE));
  }

  @Test
  void moreThanThirtyPercentOfTenOrMoreAreHeld() {
    assertNotNull(hold(10, 6, NOTHING_SEEN, ALL_GONE));
    assertNull(hold(10, 7, NOTHING_SEEN, ALL_GONE));
    assertNull(hold(9, 5, NOTHING_SEEN, ALL_GONE));
  }

  @Test
  void whatWasSeenToBeDeletedIsNot() {
    Deletions deletions = new Deletions();
    for (int i = 0; i < 10; i++) deletions.deleted(route(i));
    assertNull(hold(10, 0, deletions::wasDeleted, ALL_GONE));
    deletions.exists(route(3)); // made again, and now not listed
    assertNull(hold(10, 0, deletions::wasDeleted, ALL_GONE));
    for (int i = 0; i < 5; i++) deletions.exists(route(i));
    assertNotNull(hold(10, 0, deletions::wasDeleted, ALL_GONE));
  }

  @Test
  void anUnseenDeletionIsPublishedLaterOnceTheApiServerConfirmsIt() {
    assertNotNull(hold(10, 0, NOTHING_SEEN, ALL_GONE));
    millis.addAndGet(29_999);
    assertNotNull(hold(10, 0, NOTHING_SEEN, ALL_GONE));
    millis.addAndGet(1);
    assertNotNull(hold(10, 0, NOTHING_SEEN, ALL_THERE));
    assertNull(hold(10, 0, NOTHING_SEEN, ALL_GONE));
  }

  private String hold(
      int before,
      int after,
      Predicate<ObjectKey> explained,
      Function<Set<ObjectKey>, Set<ObjectKey>> live) {
    return guard.hold("acme", config(before), config(after), explained, live);
  }

  private static ProxyConfig config(int routes) {
    return new ProxyConfig(
        ProxyConfig.SCHEMA,
        "acme",
        List.of(),
        IntStream.range(0, routes)
            .mapToObj(i -> new RouteConfig("route/acme/r" + i, List.of(), List.of(), null))
            .toList(),
        List.of());
  }

  private static ObjectKey route(int i) {
    return new ObjectKey("Route", "acme", "r" + i);
  }
}

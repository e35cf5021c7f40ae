package io.veloflux.operator.status;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.crd.Route;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.Serving;
import io.veloflux.operator.compile.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettledTest {
  private final Settled settled = new Settled();
  private final Route.Status status = status("Ready");

  @Test
  void onlyTheVerySameCaseIsSettled() {
    settled.put(verdict(1), new Delivery.Served(), status);
    settled.nextPass();
    assertTrue(settled.is(verdict(1), new Delivery.Served(), status));
    assertFalse(settled.is(verdict(2), new Delivery.Served(), status), "another generation");
    assertFalse(settled.is(verdict(1), new Delivery.NoProxies(), status), "another delivery");
    assertFalse(settled.is(verdict(1), new Delivery.Served(), status("Pending")), "altered");
    assertFalse(settled.is(verdict(1), new Delivery.Served(), null), "taken away");
  }

  @Test
  void whatIsNotMetInAPassIsForgotten() {
    settled.put(verdict(1), new Delivery.Served(), status);
    settled.nextPass();
    assertTrue(settled.is(verdict(1), new Delivery.Served(), status));
    settled.nextPass();
    assertTrue(settled.is(verdict(1), new Delivery.Served(), status));
    settled.nextPass();
    settled.nextPass();
    assertFalse(settled.is(verdict(1), new Delivery.Served(), status));
  }

  private static Verdict verdict(long generation) {
    return new Verdict(
        new ObjectKey("Route", "acme", "shop"),
        generation,
        List.of(),
        new Serving.WhenServed(),
        List.of());
  }

  private static Route.Status status(String reason) {
    return new Route.Status(1L, List.of(), reason, null);
  }
}

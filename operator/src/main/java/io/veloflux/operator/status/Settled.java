package io.veloflux.operator.status;

import io.veloflux.crd.HasConditions;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.Verdict;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers from one pass over a tenant to the next which objects have the status already that
/// follows from what is known of them, so that nothing is drafted for the 2,999 Routes that did not
/// change. It changes nothing of what is written.
///
/// One thread at a time.
public final class Settled {
  /// @param status as the object has it
  private record Case(Verdict verdict, Delivery delivery, HasConditions status) {}

  private Map<ObjectKey, Case> before = Map.of();
  private Map<ObjectKey, Case> now = new HashMap<>();

  /// A pass begins: what was not met in the one before is forgotten.
  void nextPass() {
    before = now;
    now = HashMap.newHashMap(before.size() + 16);
  }

  /// Whether it was found that an object of that verdict and delivery should have this status.
  boolean is(Verdict verdict, Delivery delivery, @Nullable HasConditions status) {
    Case known = before.get(verdict.object());
    if (known == null
        || !known.status.equals(status)
        || !known.delivery.equals(delivery)
        || !known.verdict.equals(verdict)) return false;
    now.put(verdict.object(), known);
    return true;
  }

  /// It was found so.
  void put(Verdict verdict, Delivery delivery, HasConditions status) {
    now.put(verdict.object(), new Case(verdict, delivery, status));
  }
}

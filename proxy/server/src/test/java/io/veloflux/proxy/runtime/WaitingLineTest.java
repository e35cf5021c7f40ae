package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.runtime.WaitingLine.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  private final List<String> looked = new ArrayList<>();
  private final WaitingLine line = new WaitingLine();

  private Waiter waiter(String name) {
    return () -> looked.add(name);
  }

  @Test
  void onlyTheFirstIsCalled() {
    Waiter a = waiter("a");
    Waiter b = waiter("b");
    line.next();
    assertTrue(line.join(a) && line.join(b));
    line.next();
    assertTrue(line.isFirst(a));
    assertFalse(line.isFirst(b));
    line.leave(a);
    line.next();
    assertEquals(List.of("a", "b"), looked);
    line.leave(b);
    assertTrue(line.isEmpty());
  }

  @Test
  void itIsBounded() {
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      assertTrue(line.join(waiter("w" + number)));
    }
    assertFalse(line.join(waiter("late")));
    assertEquals(1_000, line.size());
  }
}

package io.veloflux.operator.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FleetTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> told = new ArrayList<>();
  private final Fleet fleet =
      new Fleet(
          Duration.ofSeconds(10),
          nanos::get,
          new FleetListener() {
            @Override
            public void tenantsChanged(Set<String> tenants) {
              told.add(tenants.toString());
            }

            @Override
            public void fleetChanged() {
              told.add("all");
            }
          });

  @Test
  void aLateAnswerOfAnOlderPollNeverOverwritesANewerOne() {
    long first = fleet.join("a:1");
    long second = fleet.join("a:1");
    fleet.answered("a:1", second, serving("new"));
    fleet.answered("a:1", first, serving("old"));
    assertEquals("new", hash());
    fleet.leave("a:1", first);
    assertEquals(1, fleet.view().ready().size());
  }

  @Test
  void aSilentProxyDoesNotCountAndEverybodyIsTold() {
    fleet.answered("a:1", fleet.join("a:1"), serving("x"));
    assertEquals(1, fleet.view().ready().size());
    told.clear();
    pass(11);
    assertTrue(fleet.check());
    assertEquals(List.of("all"), told);
    assertEquals(0, fleet.view().ready().size());
  }

  @Test
  void nothingIsConcludedBeforeAllHadTimeToAnswer() {
    long a = fleet.join("a:1");
    fleet.join("b:1");
    fleet.answered("a:1", a, serving("x"));
    assertFalse(fleet.view().settled());
    pass(11);
    assertTrue(fleet.view().settled());
  }

  @Test
  void onlyTheTenantsThatDifferAreTold() {
    long ticket = fleet.join("a:1");
    fleet.answered("a:1", ticket, state(List.of(tenant("acme", "1"), tenant("zoo", "1"))));
    told.clear();
    fleet.answered("a:1", ticket, state(List.of(tenant("acme", "2"), tenant("zoo", "1"))));
    assertEquals(List.of("[acme]"), told);
    fleet.answered("a:1", ticket, state(List.of(tenant("acme", "2"))));
    assertEquals(List.of("[acme]", "[zoo]"), told);
  }

  @Test
  void aDrainingProxyDoesNotCount() {
    fleet.answered("a:1", fleet.join("a:1"), new ProxyState("p", true, true, false, List.of()));
    assertEquals(0, fleet.view().ready().size());
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private String hash() {
    return fleet.view().ready().getFirst().tenants().get("acme").hash();
  }

  private static ProxyState serving(String hash) {
    return state(List.of(tenant("acme", hash)));
  }

  private static ProxyState state(List<TenantState> tenants) {
    return new ProxyState("p", true, false, false, tenants);
  }

  private static TenantState tenant(String name, String hash) {
    return new TenantState(name, hash, null, List.of());
  }
}

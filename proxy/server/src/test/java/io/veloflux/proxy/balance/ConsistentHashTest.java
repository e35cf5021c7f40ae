package io.veloflux.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashTest {
  private static final int KEYS = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 50})
  void withoutOneOfSeveralOnlyItsKeysMoveAndToAllOthers(int n) {
    List<Fake> all = equal(n);
    for (int gone : List.of(0, n / 2, n - 1)) {
      List<Fake> rest = new ArrayList<>(all);
      Fake left = rest.remove(gone);
      List<Fake> before = owners(all);
      List<Fake> after = owners(rest);
      Set<Fake> heirs = new HashSet<>();
      int moved = 0;
      for (int key = 0; key < KEYS; key++) {
        if (before.get(key) != left) {
          assertEquals(before.get(key), after.get(key), "a key of another one moved");
        } else {
          moved++;
          heirs.add(after.get(key));
        }
      }
      assertEquals(1.0 / n, (double) moved / KEYS, 0.25 / n);
      assertTrue(heirs.size() >= 0.9 * (n - 1), heirs.size() + " heirs");
    }
  }

  @Test
  void theKeysOfOneThatIsDownSpreadOverTheOthersAndReturn() {
    List<Fake> ten = equal(10);
    Picker<Fake> picker = new ConsistentHash(RequestKey.Of.CLIENT).over(ten);
    List<Fake> before = owners(picker);
    Fake down = ten.get(4);
    down.healthy = false;
    List<Fake> meanwhile = owners(picker);
    Map<Fake, Integer> heirs = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      if (before.get(key) == down) heirs.merge(meanwhile.get(key), 1, Integer::sum);
      else assertEquals(before.get(key), meanwhile.get(key));
    }
    assertEquals(9, heirs.size());
    heirs.values().forEach(count -> assertEquals(KEYS / 90.0, count, KEYS / 180.0));
    down.healthy = true;
    assertEquals(before, owners(picker));
  }

  @Test
  void everyProxyAgrees() {
    List<String> here = owners(equal(7)).stream().map(Fake::name).toList();
    List<String> there = owners(equal(7)).stream().map(Fake::name).toList();
    assertEquals(here, there);
    // Written down, so that another version agrees with this one while both run.
    assertEquals(List.of("10.0.0.0:80", "10.0.0.5:80", "10.0.0.2:80"), here.subList(0, 3));
  }

  @Test
  void sharesFollowTheWeights() {
    List<Fake> fakes = List.of(new Fake("a", 100), new Fake("b", 200), new Fake("c", 1000));
    Map<Fake, Integer> shares = new HashMap<>();
    owners(fakes).forEach(owner -> shares.merge(owner, 1, Integer::sum));
    for (Fake fake : fakes) {
      double right = KEYS * fake.weight / 1_300.0;
      assertEquals(right, shares.get(fake), right * 0.15, fake.name);
    }
  }

  @Test
  void anotherWeightMovesFewKeys() {
    List<Fake> before = owners(List.of(new Fake("a", 100), new Fake("b", 100), new Fake("c", 100)));
    List<Fake> after = owners(List.of(new Fake("a", 100), new Fake("b", 100), new Fake("c", 90)));
    long moved =
        IntStream.range(0, KEYS)
            .filter(key -> !before.get(key).name.equals(after.get(key).name))
            .count();
    assertTrue(moved < KEYS / 20, "moved " + moved);
  }

  @Test
  void aSingleOneThatTakesTheRequestIsFoundAmongMany() {
    List<Fake> many = equal(200);
    many.forEach(fake -> fake.healthy = false);
    many.get(77).healthy = true;
    assertEquals(Set.of(many.get(77)), new HashSet<>(owners(many)));
  }

  private static List<Fake> equal(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Fake("10.0.0." + i + ":80", 100)).toList();
  }

  /// Of [#KEYS] clients.
  private static List<Fake> owners(List<Fake> candidates) {
    return owners(new ConsistentHash(RequestKey.Of.CLIENT).over(candidates));
  }

  private static List<Fake> owners(Picker<Fake> picker) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> {
          Fake owner =
              picker.pick(Set.of(), RequestKey.of("192.0.%d.%d".formatted(i >> 8, i & 255)));
          assertNotNull(owner);
          return owner;
        })
        .toList();
  }
}

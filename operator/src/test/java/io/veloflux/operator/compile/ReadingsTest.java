package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.crd.Route;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsTest {
  /// Whatever happens to the objects, what was read before changes nothing of what comes out.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatWasReadBeforeMakesNoDifference(long seed) throws IOException {
    Random random = new Random(seed);
    List<TenantInput> worlds = new ArrayList<>();
    for (int i = 0; i < 3; i++) worlds.add(world(new Islands(random), 1 + random.nextInt(2)));
    List<Route> pool = new ArrayList<>();
    for (TenantInput world : worlds) pool.addAll(world.routes());
    Readings readings = new Readings();
    List<Route> routes = new ArrayList<>(worlds.getFirst().routes());
    ProxyConfig previous = null;
    for (int round = 0; round < 60; round++) {
      change(random, routes, pool);
      TenantInput input = with(worlds.get(random.nextInt(worlds.size())), routes, previous);
      Compilation expected = Compiler.compile(input);
      Compilation found = Compiler.compile(input, readings);
      assertEquals(expected, found, "round " + round);
      assertEquals(claims(input, new Readings()), claims(input, readings));
      previous = found.config();
    }
  }

  @Test
  void aRouteThatIsTheSameObjectIsNotReadAgain() throws IOException {
    TenantInput input = world(new Islands(new Random(1)), 1);
    Readings readings = new Readings();
    List<Readings.Read> first = readings.of(input.routes());
    List<Route> shuffled = new ArrayList<>(input.routes());
    Collections.shuffle(shuffled, new Random(2));
    shuffled.removeLast();
    List<Readings.Read> second = readings.of(shuffled);
    assertEquals(shuffled.size(), second.size());
    for (Readings.Read read : second)
      assertSame(read, first.stream().filter(r -> r.route() == read.route()).findFirst().get());
  }

  /// Routes of the same name come from several worlds, so that a route is also replaced.
  private static void change(Random random, List<Route> routes, List<Route> pool) {
    for (int i = random.nextInt(4); i > 0; i--) {
      Route next = pool.get(random.nextInt(pool.size()));
      routes.removeIf(r -> r.getMetadata().getName().equals(next.getMetadata().getName()));
      if (random.nextInt(4) > 0) routes.add(next);
    }
    if (random.nextInt(5) == 0) Collections.shuffle(routes, random);
  }

  private static TenantClaims claims(TenantInput input, Readings readings) {
    return Compiler.claims(
        input.tenant(),
        input.loadBalancers(),
        input.routes(),
        input.fleet(),
        input.previous(),
        readings);
  }

  private static TenantInput with(
      TenantInput like, List<Route> routes, @Nullable ProxyConfig previous) {
    return new TenantInput(
        like.tenant(),
        like.loadBalancers(),
        like.pools(),
        like.backends(),
        List.copyOf(routes),
        like.services(),
        like.endpointSlices(),
        like.certificates(),
        like.claims(),
        like.fleet(),
        previous);
  }

  private static TenantInput world(Islands islands, int count) throws IOException {
    Manifests manifests = new Manifests();
    manifests.add(Islands.tenant());
    manifests.add(Islands.defaultLoadBalancer());
    for (int i = 0; i < count; i++)
      for (ObjectNode object : islands.make(i, 12)) manifests.add(object);
    return manifests.input(null);
  }
}

package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.proxy.config.ConfigCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theOrderInWhichObjectsAreListedMakesNoDifference(long seed) throws IOException {
    Random random = new Random(seed);
    List<ObjectNode> objects = new ArrayList<>();
    objects.add(Islands.tenant());
    objects.add(Islands.defaultLoadBalancer());
    for (int i = 0; i < 4; i++) objects.addAll(new Islands(random).make(i, 20));
    Compilation expected = compile(objects);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(objects, random);
      Compilation found = compile(objects);
      assertArrayEquals(ConfigCodec.write(expected.config()), ConfigCodec.write(found.config()));
      assertEquals(expected.verdicts(), found.verdicts());
    }
  }

  private static Compilation compile(List<ObjectNode> objects) throws IOException {
    Manifests manifests = new Manifests();
    for (ObjectNode object : objects) manifests.add(object);
    return Compiler.compile(manifests.input(null));
  }
}

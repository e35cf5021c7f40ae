package io.veloflux.standalone.kube.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of server-side apply whatever is applied. Objects are drawn at random, from a seed
/// that a failure names.
class ManagedFieldsPropertiesTest {
  private static final ListTypes TYPES = ListTypes.of(schema(), true);

  static Stream<Long> seeds() {
    return IntStream.range(0, 200).mapToObj(i -> 7919L * i);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void applyingTheSameTwiceChangesNothing(long seed) throws FieldConflict {
    Draw draw = new Draw(seed);
    ObjectNode applied = draw.object("abcd");
    ObjectNode once = apply(null, applied, "a", 1);
    assertEquals(once, apply(once, applied, "a", 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void disjointFieldsNeverConflictAndBothAreThere(long seed) throws FieldConflict {
    Draw draw = new Draw(seed);
    ObjectNode first = draw.object("ab");
    ObjectNode second = draw.object("cd");
    ObjectNode both = apply(apply(null, first, "a", 1), second, "b", 2);
    assertTrue(contains(both, first), () -> both + " has not all of " + first);
    assertTrue(contains(both, second), () -> both + " has not all of " + second);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whoAppliesNothingAnyMoreLeavesWhatOthersApplied(long seed) throws FieldConflict {
    Draw draw = new Draw(seed);
    ObjectNode first = draw.object("abcd");
    ObjectNode second = draw.objectThatAgreesWith(first, "abcd");
    ObjectNode both = apply(apply(null, first, "a", 1), second, "b", 2);
    ObjectNode left = apply(both, identity(), "a", 3);
    assertEquals(content(apply(null, second, "b", 2)), content(left));
    assertFalse(left.toString().contains("\"manager\":\"a\""), left::toString);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void forceMakesTheAppliedObjectTrueAndTheNextApplyOfTheOtherAConflictOrAgreement(long seed)
      throws FieldConflict {
    Draw draw = new Draw(seed);
    ObjectNode first = draw.object("abcd");
    ObjectNode second = draw.object("abcd");
    ObjectNode forced =
        ManagedFields.apply(apply(null, first, "a", 1), second, manager("b", 2), true, TYPES);
    assertTrue(contains(forced, second), () -> forced + " has not all of " + second);
    try {
      assertTrue(contains(apply(forced, first, "a", 3), first));
    } catch (FieldConflict conflict) {
      conflict.conflicts().forEach(c -> assertEquals("conflict with \"b\"", c.message()));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anUpdateOwnsWhatItChangedAndManagedFieldsSurviveTheirJson(long seed) {
    Draw draw = new Draw(seed);
    ObjectNode before = draw.object("abcd");
    ManagedFields.recordUpdate(null, before, manager("u", 1), TYPES);
    ObjectNode now = draw.object("abcd");
    ManagedFields.recordUpdate(before, now, manager("v", 2), TYPES);
    Owners owners = Owners.of(now);
    FieldSet changed = Comparison.of(TYPES.root(), content(before), content(now)).added();
    FieldSet owned = owners.of(Ownership.Id.of(manager("v", 2), Ownership.Operation.Update));
    assertEquals(FieldSet.EMPTY, changed.minus(owned));
    for (Ownership entry : owners.all()) {
      assertEquals(entry.fields(), FieldSet.read(entry.fields().write()));
    }
  }

  private static ObjectNode apply(ObjectNode live, ObjectNode applied, String manager, int second)
      throws FieldConflict {
    return ManagedFields.apply(live, applied, manager(manager, second), false, TYPES);
  }

  private static Manager manager(String name, int second) {
    return new Manager(name, "", "example.org/v1", Instant.ofEpochSecond(second));
  }

  private static ObjectNode content(ObjectNode object) {
    ObjectNode content = object.deepCopy();
    content.remove("metadata");
    return content;
  }

  private static ObjectNode identity() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object
        .put("apiVersion", "example.org/v1")
        .put("kind", "Thing")
        .putObject("metadata")
        .put("name", "x");
    return object;
  }

  /// Whether everything that `part` says is so in `whole`; lists here are maps by `name`.
  private static boolean contains(JsonNode whole, JsonNode part) {
    if (part.isObject()) {
      return part.properties().stream()
          .allMatch(e -> whole.has(e.getKey()) && contains(whole.get(e.getKey()), e.getValue()));
    }
    if (part.isArray() && part.path(0).isObject()) {
      return part.valueStream()
          .allMatch(item ->
              whole
                  .valueStream()
                  .anyMatch(w -> w.path("name").equals(item.path("name")) && contains(w, item)));
    }
    return whole.equals(part);
  }

  /// Objects with scalars, structures, maps, one-value lists and lists by name, under names that
  /// begin with given letters.
  private record Draw(Random random) {
    Draw(long seed) {
      this(new Random(seed));
    }

    ObjectNode object(String letters) {
      ObjectNode object = identity();
      fill(object.putObject("spec"), letters, 2);
      return object;
    }

    /// Some fields of its own, and where both have one the same value.
    ObjectNode objectThatAgreesWith(ObjectNode other, String letters) {
      ObjectNode object = object(letters);
      return (ObjectNode) agree(object, other);
    }

    private JsonNode agree(JsonNode mine, JsonNode theirs) {
      if (theirs == null || mine.getNodeType() != theirs.getNodeType())
        return theirs == null ? mine : theirs.deepCopy();
      if (mine instanceof ObjectNode object) {
        object.properties().forEach(e -> e.setValue(agree(e.getValue(), theirs.get(e.getKey()))));
        return object;
      }
      if (mine.isArray() && mine.path(0).isObject()) {
        mine.forEach(item ->
            theirs.forEach(other -> {
              if (other.path("name").equals(item.path("name"))) agree(item, other);
            }));
        return mine;
      }
      return theirs.deepCopy();
    }

    private void fill(ObjectNode object, String letters, int depth) {
      for (char letter : letters.toCharArray()) {
        if (random.nextBoolean()) object.put(letter + "Text", "v" + random.nextInt(3));
        if (random.nextBoolean()) object.put(letter + "Number", random.nextInt(3));
        if (random.nextInt(3) == 0)
          object.putArray(letter + "List").add(random.nextInt(3)).add(random.nextInt(3));
        if (random.nextInt(3) == 0)
          object.withObject("/labels").put(letter + "/x", "l" + random.nextInt(3));
        if (random.nextInt(3) == 0) {
          ObjectNode item = object.withArray("items").addObject().put("name", letter + "");
          if (random.nextBoolean()) item.put("weight", random.nextInt(3));
        }
        if (depth > 0 && random.nextBoolean())
          fill(object.withObject("/deep"), letter + "", depth - 1);
      }
    }
  }

  private static JsonNode schema() {
    ObjectMapper json = new ObjectMapper();
    try {
      ObjectNode level = null;
      for (int depth = 0; depth < 3; depth++) {
        ObjectNode next = json.createObjectNode().put("type", "object");
        ObjectNode properties = next.putObject("properties");
        for (char letter : "abcd".toCharArray()) {
          properties.putObject(letter + "Text").put("type", "string");
          properties.putObject(letter + "Number").put("type", "integer");
          properties.set(
              letter + "List",
              json.readTree("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"));
        }
        properties.set(
            "labels",
            json.readTree("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}"));
        properties.set(
            "items",
            json.readTree(
                """
                {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object",
                "properties":{"name":{"type":"string"},"weight":{"type":"integer"}}}}\
                """));
        if (level != null) properties.set("deep", level);
        level = next;
      }
      ObjectNode root = json.createObjectNode().put("type", "object");
      root.putObject("properties").set("spec", level);
      return root;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}

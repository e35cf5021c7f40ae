package io.veloflux.operator.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Breaks one field of an object, as careless, unlucky and hostile people do.
final class Mutation {
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "..",
          "*",
          "*.",
          "-",
          "/",
          "//",
          "/../",
          "/%2F",
          "/%",
          "HTTP",
          "Clairvoyant",
          "10.0.0.0/33",
          "::/129",
          "1.2.3",
          "999.1.1.1",
          "fe80::1%eth0",
          "[::1]",
          "0s",
          "1",
          "-1s",
          "99999h99999h99999h99999h",
          "100000h",
          "%s%d%n",
          "a\u0000b\n\"'{}",
          "ü.example.com",
          "x".repeat(70_000),
          "a.".repeat(5_000) + "a");
  private static final List<Integer> NUMBERS =
      List.of(-1, 0, 1, 65_535, 65_536, 1_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE);

  private Mutation() {}

  /// @return what was done
  static String breakSomething(ObjectNode object, RandomGenerator random) {
    List<Place> places = new ArrayList<>();
    collect(object, "", places);
    Place place = places.get(random.nextInt(places.size()));
    JsonNode value = value(place.get(), random);
    place.set(value);
    String text = String.valueOf(value);
    return place.path + " = " + text.substring(0, Math.min(40, text.length()));
  }

  private static JsonNode value(JsonNode before, RandomGenerator random) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(6)) {
      case 0 -> NullNode.getInstance();
      case 1 -> json.objectNode();
      case 2 -> huge(before, random);
      case 3 -> json.arrayNode().addNull().add(before.deepCopy());
      case 4 -> IntNode.valueOf(NUMBERS.get(random.nextInt(NUMBERS.size())));
      default -> TextNode.valueOf(TEXTS.get(random.nextInt(TEXTS.size())));
    };
  }

  private static JsonNode huge(JsonNode before, RandomGenerator random) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    JsonNode entry = before.isArray() && !before.isEmpty() ? before.get(0) : before;
    int size = random.nextInt(2_000);
    for (int i = 0; i < size; i++) list.add(entry);
    return list;
  }

  private static void collect(JsonNode node, String path, List<Place> places) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            String below = path + "." + field.getKey();
            // its identity makes it another object, not a broken one
            if (below.equals(".kind") || below.equals(".metadata.namespace")) return;
            places.add(new Place(object, field.getKey(), -1, below));
            collect(field.getValue(), below, places);
          });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        String below = path + "[" + i + "]";
        places.add(new Place(array, "", i, below));
        collect(array.get(i), below, places);
      }
    }
  }

  private record Place(JsonNode parent, String field, int index, String path) {
    JsonNode get() {
      return parent instanceof ObjectNode object ? object.get(field) : parent.get(index);
    }

    void set(JsonNode value) {
      if (parent instanceof ObjectNode object) object.set(field, value);
      else if (parent instanceof ArrayNode array) array.set(index, value);
    }
  }
}

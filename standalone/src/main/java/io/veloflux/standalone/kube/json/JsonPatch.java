package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// RFC 6902: a list of operations, all of which succeed or none.
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /// @param document left alone
  public static ObjectNode apply(ObjectNode document, JsonNode patch) throws BadPatch {
    if (!(patch instanceof ArrayNode operations)) {
      throw new BadPatch("a JSON patch is a list of operations");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new BadPatch(
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MAX_OPERATIONS, operations.size()));
    }
    ObjectNode result = document.deepCopy();
    for (JsonNode operation : operations) step(result, operation);
    return result;
  }

  private static void step(ObjectNode document, JsonNode operation) throws BadPatch {
    String op = Json.text(operation, "op");
    List<String> path = pointer(operation, "path");
    switch (op) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path);
      case "replace" -> replace(document, path, value(operation));
      case "move" -> add(document, path, remove(document, pointer(operation, "from")));
      case "copy" -> add(document, path, existing(document, pointer(operation, "from")).deepCopy());
      case "test" -> {
        JsonNode expected = operation.path("value");
        JsonNode found = find(document, path);
        boolean equal =
            found == null ? expected.isNull() || expected.isMissingNode() : found.equals(expected);
        if (!equal) throw new BadPatch("testing path " + text(path) + ": test failed");
      }
      default -> throw new BadPatch("Unexpected kind: " + op);
    }
  }

  private static JsonNode value(JsonNode operation) throws BadPatch {
    JsonNode value = operation.get("value");
    if (value == null) throw new BadPatch("operation without a value: " + operation);
    return value.deepCopy();
  }

  private static List<String> pointer(JsonNode operation, String field) throws BadPatch {
    String pointer = Json.text(operation, field);
    if (!pointer.startsWith("/")) {
      throw new BadPatch("%s of an operation must begin with /: \"%s\"".formatted(field, pointer));
    }
    List<String> steps = new ArrayList<>();
    for (String step : pointer.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static void add(ObjectNode document, List<String> path, JsonNode value) throws BadPatch {
    JsonNode parent = parent(document, path);
    String last = path.getLast();
    switch (parent) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array -> {
        int index = last.equals("-") ? array.size() : index(last, path);
        if (index > array.size()) throw missing("add", path);
        array.insert(index, value);
      }
      default -> throw missing("add", path);
    }
  }

  private static JsonNode remove(ObjectNode document, List<String> path) throws BadPatch {
    JsonNode removed =
        switch (parent(document, path)) {
          case ObjectNode object -> object.remove(path.getLast());
          case ArrayNode array -> array.remove(index(path.getLast(), path));
          default -> null;
        };
    if (removed == null) throw missing("remove", path);
    return removed;
  }

  private static void replace(ObjectNode document, List<String> path, JsonNode value)
      throws BadPatch {
    existing(document, path);
    switch (parent(document, path)) {
      case ObjectNode object -> object.set(path.getLast(), value);
      case ArrayNode array -> array.set(index(path.getLast(), path), value);
      default -> throw missing("replace", path);
    }
  }

  private static JsonNode existing(ObjectNode document, List<String> path) throws BadPatch {
    JsonNode node = find(document, path);
    if (node == null) throw missing("replace", path);
    return node;
  }

  private static JsonNode parent(ObjectNode document, List<String> path) throws BadPatch {
    JsonNode parent = find(document, path.subList(0, path.size() - 1));
    if (parent == null) throw missing("add", path);
    return parent;
  }

  private static @Nullable JsonNode find(ObjectNode document, List<String> path) throws BadPatch {
    JsonNode node = document;
    for (String step : path) {
      node = node instanceof ArrayNode array ? array.get(index(step, path)) : node.get(step);
      if (node == null) return null;
    }
    return node;
  }

  private static int index(String step, List<String> path) throws BadPatch {
    if (!step.matches("0|[1-9][0-9]{0,8}")) {
      throw new BadPatch("no index of a list in " + text(path) + ": \"" + step + "\"");
    }
    return Integer.parseInt(step);
  }

  private static BadPatch missing(String op, List<String> path) {
    return new BadPatch(
        "%s operation does not apply: doc is missing path: \"%s\": missing value"
            .formatted(op, text(path)));
  }

  private static String text(List<String> path) {
    return "/" + String.join("/", path);
  }
}

package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Strategic merge: like a merge patch, but lists whose schema names a merge key merge by it.
/// `kubectl apply` and `kubectl edit` send such patches for builtin kinds.
///
/// - The schema says `x-kubernetes-patch-strategy: merge` and `x-kubernetes-patch-merge-key: port`.
/// - Directives: `$patch` (`replace`, `delete`), `$retainKeys`, `$setElementOrder/LIST`,
///   `$deleteFromPrimitiveList/LIST`.
/// - Example: ports `[{port: 80}, {port: 81, name: a}]` patched with `[{port: 81, name: b}]` become
///   `[{port: 80}, {port: 81, name: b}]`.
public final class StrategicPatch {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

  private StrategicPatch() {}

  /// Changes `target` in place.
  ///
  /// @param schema of the target, complete in itself
  public static void apply(ObjectNode target, ObjectNode patch, JsonNode schema) throws BadPatch {
    String directive = Json.text(patch, DIRECTIVE);
    if (directive.equals("replace")) {
      target.removeAll();
      target.setAll(withoutDirective(patch));
      return;
    }
    if (!directive.isEmpty() && !directive.equals("merge")) throw unknown(directive);
    if (patch.has(RETAIN_KEYS)) {
      target.retain(new HashSet<>(Json.texts(patch.path(RETAIN_KEYS))));
    }
    for (var field : patch.properties()) {
      if (!field.getKey().startsWith("$")) {
        merge(target, field.getKey(), field.getValue(), below(schema, field.getKey()));
      }
    }
    for (var field : patch.properties()) {
      if (field.getKey().startsWith(DELETE_FROM)) {
        remove(target, field.getKey().substring(DELETE_FROM.length()), field.getValue());
      } else if (field.getKey().startsWith(ORDER)) {
        String list = field.getKey().substring(ORDER.length());
        order(target, list, field.getValue(), mergeKey(below(schema, list)));
      }
    }
  }

  private static ObjectNode withoutDirective(ObjectNode patch) {
    ObjectNode plain = patch.deepCopy();
    plain.remove(DIRECTIVE);
    return plain;
  }

  private static BadPatch unknown(String directive) {
    return new BadPatch("Unknown patch type found: " + directive);
  }

  private static JsonNode below(JsonNode schema, String field) {
    JsonNode property = schema.path("properties").path(field);
    return property.isMissingNode() ? schema.path("additionalProperties") : property;
  }

  private static String mergeKey(JsonNode schema) {
    return Json.text(schema, "x-kubernetes-patch-merge-key");
  }

  private static void merge(ObjectNode target, String field, JsonNode value, JsonNode schema)
      throws BadPatch {
    switch (value) {
      case ObjectNode nested -> {
        if (Json.text(nested, DIRECTIVE).equals("delete")) target.remove(field);
        else apply(Json.child(target, field), nested, schema);
      }
      case ArrayNode list -> {
        boolean merges = Json.text(schema, "x-kubernetes-patch-strategy").contains("merge");
        if (merges && target.get(field) instanceof ArrayNode existing) {
          mergeList(existing, list, schema);
        } else {
          target.set(field, withoutDirectives(list));
        }
      }
      default -> {
        if (value.isNull()) target.remove(field);
        else target.set(field, value);
      }
    }
  }

  private static ArrayNode withoutDirectives(ArrayNode list) {
    ArrayNode plain = list.deepCopy();
    for (int i = plain.size() - 1; i >= 0; i--) {
      if (plain.path(i).has(DIRECTIVE)) plain.remove(i);
    }
    return plain;
  }

  private static void mergeList(ArrayNode target, ArrayNode patch, JsonNode schema)
      throws BadPatch {
    for (JsonNode element : patch) {
      if (Json.text(element, DIRECTIVE).equals("replace")) {
        target.removeAll();
        target.addAll(withoutDirectives(patch));
        return;
      }
    }
    String key = mergeKey(schema);
    for (JsonNode element : patch) {
      if (key.isEmpty()) {
        if (indexOf(target, element, null) < 0) target.add(element);
      } else if (element instanceof ObjectNode object) {
        mergeElement(target, object, key, schema.path("items"));
      }
    }
  }

  private static void mergeElement(
      ArrayNode target, ObjectNode element, String key, JsonNode schema) throws BadPatch {
    if (!element.has(key)) {
      throw new BadPatch("map: %s does not contain declared merge key: %s".formatted(element, key));
    }
    int index = indexOf(target, element, key);
    if (Json.text(element, DIRECTIVE).equals("delete")) {
      if (index >= 0) target.remove(index);
    } else if (index < 0) {
      target.add(withoutDirective(element));
    } else {
      apply((ObjectNode) target.path(index), element, schema);
    }
  }

  /// @param key null to compare whole elements
  private static int indexOf(JsonNode list, JsonNode element, @Nullable String key) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode candidate = list.path(i);
      boolean same =
          key == null
              ? candidate.equals(element)
              : candidate.isObject() && candidate.path(key).equals(element.path(key));
      if (same) return i;
    }
    return -1;
  }

  private static void remove(ObjectNode target, String field, JsonNode values) {
    if (!(target.get(field) instanceof ArrayNode list)) return;
    Set<JsonNode> gone = new HashSet<>();
    values.forEach(gone::add);
    for (int i = list.size() - 1; i >= 0; i--) if (gone.contains(list.path(i))) list.remove(i);
  }

  // What the order does not name stays behind what it names.
  private static void order(ObjectNode target, String field, JsonNode order, String key) {
    if (!(target.get(field) instanceof ArrayNode list)) return;
    List<JsonNode> elements = new ArrayList<>();
    list.forEach(elements::add);
    elements.sort(
        Comparator.comparingInt(element -> {
          int place = indexOf(order, element, key.isEmpty() ? null : key);
          return place < 0 ? Integer.MAX_VALUE : place;
        }));
    list.removeAll();
    list.addAll(elements);
  }
}

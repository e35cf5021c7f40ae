package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lays one object over another, and takes fields out of one. Nothing that is given is changed.
final class Merge {
  private Merge() {}

  static ObjectNode merge(MergeType type, ObjectNode live, ObjectNode applied) {
    return (ObjectNode) value(type, live, applied);
  }

  private static JsonNode value(MergeType type, JsonNode live, JsonNode applied) {
    if (type.isLeaf(live, applied) || live.isNull() || applied.isNull()) return applied.deepCopy();
    return applied.isObject() ? object(type, live, applied) : list(type, live, applied);
  }

  private static ObjectNode object(MergeType type, JsonNode live, JsonNode applied) {
    ObjectNode merged = live.deepCopy();
    for (Map.Entry<String, JsonNode> entry : applied.properties()) {
      JsonNode old = live.get(entry.getKey());
      JsonNode now = entry.getValue();
      merged.set(
          entry.getKey(),
          old == null ? now.deepCopy() : value(type.field(entry.getKey()), old, now));
    }
    return merged;
  }

  private static ArrayNode list(MergeType type, JsonNode live, JsonNode applied) {
    Map<String, JsonNode> old = ListItems.of(type, live);
    Map<String, JsonNode> now = ListItems.of(type, applied);
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    for (String step : order(List.copyOf(old.keySet()), List.copyOf(now.keySet()))) {
      JsonNode was = old.get(step);
      JsonNode is = now.get(step);
      if (was != null && is != null) merged.add(value(type.item(), was, is));
      else if (is != null) merged.add(is.deepCopy());
      else if (was != null) merged.add(was.deepCopy());
    }
    return merged;
  }

  /// What is applied comes in the order in which it is applied. What is not keeps its place before
  /// the next item that was there already.
  private static List<String> order(List<String> old, List<String> now) {
    List<String> order = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < now.size(); i++) {
      Optional<String> shared =
          now.subList(i, now.size()).stream().filter(old::contains).findFirst();
      for (; next < old.size() && !shared.equals(Optional.of(old.get(next))); next++) {
        if (!now.contains(old.get(next))) order.add(old.get(next));
      }
      order.add(now.get(i));
      if (shared.equals(Optional.of(now.get(i)))) next++;
    }
    old.stream().skip(next).filter(step -> !now.contains(step)).forEach(order::add);
    return order;
  }

  /// `object` without what `gone` names. A container that is not named itself stays, if only empty.
  static ObjectNode without(MergeType type, ObjectNode object, FieldSet gone) {
    JsonNode left = without(type, FieldPath.ROOT, object, gone);
    return left instanceof ObjectNode some ? some : JsonNodeFactory.instance.objectNode();
  }

  private static @Nullable JsonNode without(
      MergeType type, FieldPath path, JsonNode value, FieldSet gone) {
    if (!path.equals(FieldPath.ROOT) && gone.has(path)) return null;
    if (!gone.hasBelow(path) || !value.isContainerNode()) return value.deepCopy();
    if (value.isObject()) {
      if (type.atomicMap()) return null;
      ObjectNode left = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        FieldPath below = path.then(FieldPath.field(entry.getKey()));
        JsonNode kept = without(type.field(entry.getKey()), below, entry.getValue(), gone);
        if (kept != null) left.set(entry.getKey(), kept);
      }
      return left;
    }
    if (type.list() == MergeType.ListKind.ATOMIC) return null;
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    ListItems.of(type, value)
        .forEach((step, item) -> {
          JsonNode kept = without(type.item(), path.then(step), item, gone);
          if (kept != null) left.add(kept);
        });
    return left;
  }
}

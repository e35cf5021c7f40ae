package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists that are maps or sets: their items are unique, and those of maps have counterparts in the
/// list as it was.
final class ListKeys {
  private ListKeys() {}

  /// The item of `before` with the same keys; absent if there is none or the list is no map.
  static @Nullable JsonNode counterpart(Shape list, JsonNode item, @Nullable JsonNode before) {
    if (before == null || !list.listType().equals("map") || !item.isObject()) return null;
    JsonNode keys = keys(list, item);
    for (JsonNode old : before) {
      if (old.isObject() && keys(list, old).equals(keys)) return old;
    }
    return null;
  }

  /// Every set and map in `value` that has two equal items.
  static List<Cause> duplicates(Shape shape, JsonNode value) {
    List<Cause> causes = new ArrayList<>();
    walk(shape, "", value, causes);
    return causes;
  }

  private static void walk(Shape shape, String path, JsonNode value, List<Cause> causes) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(entry -> {
            Shape field = shape.field(entry.getKey());
            if (field != null)
              walk(field, child(shape, path, entry.getKey()), entry.getValue(), causes);
          });
    } else if (value.isArray()) {
      if (!shape.listType().equals("atomic")) unique(shape, path, value, causes);
      for (int i = 0; i < value.size() && shape.items() != null; i++) {
        walk(shape.items(), path + "[" + i + "]", value.path(i), causes);
      }
    }
  }

  private static void unique(Shape shape, String path, JsonNode array, List<Cause> causes) {
    boolean map = shape.listType().equals("map");
    List<JsonNode> seen = new ArrayList<>();
    List<JsonNode> told = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode item = array.path(i);
      if (map && !item.isObject()) {
        causes.add(
            Cause.invalid(
                path + "[" + i + "]",
                GoText.value(item),
                "must be an object for an array of list-type map"));
        return;
      }
      JsonNode key = map ? keys(shape, item) : item;
      boolean again = seen.stream().anyMatch(other -> Json.same(other, key));
      if (again && told.stream().noneMatch(other -> Json.same(other, key))) {
        causes.add(Cause.duplicate(path + "[" + i + "]", key));
        told.add(key);
      }
      seen.add(key);
    }
  }

  private static ObjectNode keys(Shape list, JsonNode item) {
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    for (String key : list.listMapKeys()) {
      JsonNode value = item.get(key);
      if (value != null) keys.set(key, value);
    }
    return keys;
  }

  /// Additional fields stand in brackets, named ones behind a dot.
  static String child(Shape shape, String path, String name) {
    if (!shape.properties().containsKey(name)) return path + "[" + name + "]";
    return path.isEmpty() ? name : path + "." + name;
  }
}

package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The items of a list that is a set or a map, by the steps that lead to them.
final class ListItems {
  private ListItems() {}

  /// In the list's order. Of items with the same step the first is taken: lists that break their
  /// own rule are refused by validation.
  static Map<String, JsonNode> of(MergeType type, @Nullable JsonNode list) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    if (list != null) list.forEach(item -> items.putIfAbsent(step(type, item), item));
    return items;
  }

  private static String step(MergeType type, JsonNode item) {
    if (type.list() != MergeType.ListKind.MAP) return FieldPath.item(item);
    Map<String, JsonNode> keys = new TreeMap<>();
    for (String key : type.keys()) {
      JsonNode value = item.get(key);
      JsonNode assumed = type.item().field(key).keyDefault();
      if (value != null) keys.put(key, value);
      else if (assumed != null) keys.put(key, assumed);
    }
    return FieldPath.item(keys);
  }
}

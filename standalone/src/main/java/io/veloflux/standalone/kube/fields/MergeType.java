package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How one value merges.
///
/// @param atomicMap whether an object is one value
/// @param fields the fields that the schema names
/// @param others the type of the fields that it does not name
/// @param allNamed whether those count as named nevertheless: known structures of which no schema
///   is at hand
/// @param list how a list merges
/// @param items of a list
/// @param keys of a list that is a map
/// @param keyDefault what an absent key stands for, at a field of an item
record MergeType(
    boolean atomicMap,
    Map<String, MergeType> fields,
    @Nullable MergeType others,
    boolean allNamed,
    ListKind list,
    @Nullable MergeType items,
    List<String> keys,
    @Nullable JsonNode keyDefault) {

  enum ListKind {
    ATOMIC,
    SET,
    MAP
  }

  /// What no schema speaks of: objects merge by fields, lists are one value.
  static final MergeType DEDUCED =
      new MergeType(false, Map.of(), null, false, ListKind.ATOMIC, null, List.of(), null);

  /// Likewise, of a kind that is known to have these fields.
  static final MergeType STRUCT =
      new MergeType(false, Map.of(), null, true, ListKind.ATOMIC, null, List.of(), null);

  static final MergeType ATOMIC =
      new MergeType(true, Map.of(), null, false, ListKind.ATOMIC, null, List.of(), null);

  static final MergeType SET =
      new MergeType(false, Map.of(), null, false, ListKind.SET, DEDUCED, List.of(), null);

  static MergeType struct(Map<String, MergeType> fields) {
    return new MergeType(false, fields, null, true, ListKind.ATOMIC, null, List.of(), null);
  }

  static MergeType mapList(MergeType items, String... keys) {
    return new MergeType(false, Map.of(), null, false, ListKind.MAP, items, List.of(keys), null);
  }

  static MergeType scalar(@Nullable JsonNode keyDefault) {
    return new MergeType(
        false, Map.of(), null, false, ListKind.ATOMIC, null, List.of(), keyDefault);
  }

  static MergeType of(JsonNode schema) {
    Map<String, MergeType> fields = new TreeMap<>();
    schema.path("properties").properties().forEach(e -> fields.put(e.getKey(), of(e.getValue())));
    JsonNode additional = schema.path("additionalProperties");
    JsonNode items = schema.path("items");
    return new MergeType(
        schema.path("x-kubernetes-map-type").asText("").equals("atomic"),
        fields,
        additional.isObject() ? of(additional) : null,
        false,
        switch (schema.path("x-kubernetes-list-type").asText("atomic")) {
          case "set" -> ListKind.SET;
          case "map" -> ListKind.MAP;
          default -> ListKind.ATOMIC;
        },
        items.isObject() ? of(items) : null,
        schema.path("x-kubernetes-list-map-keys").valueStream().map(JsonNode::asText).toList(),
        schema.get("default"));
  }

  MergeType with(String field, MergeType type) {
    Map<String, MergeType> more = new HashMap<>(fields);
    more.put(field, type);
    return new MergeType(atomicMap, more, others, allNamed, list, items, keys, keyDefault);
  }

  boolean names(String field) {
    return allNamed || fields.containsKey(field);
  }

  MergeType field(String name) {
    MergeType named = fields.get(name);
    if (named != null) return named;
    if (others != null) return others;
    return allNamed ? STRUCT : DEDUCED;
  }

  MergeType item() {
    return items == null ? DEDUCED : items;
  }

  /// The type behind a step of a path.
  MergeType at(String step) {
    return step.startsWith("f:") ? field(step.substring(2)) : item();
  }

  /// Whether the two values, each of which may be absent, are compared and taken as a whole.
  boolean isLeaf(@Nullable JsonNode a, @Nullable JsonNode b) {
    if (isBlank(a) && isBlank(b)) return true;
    if (isBlankOr(JsonNode::isObject, a) && isBlankOr(JsonNode::isObject, b)) return atomicMap;
    if (isBlankOr(JsonNode::isArray, a) && isBlankOr(JsonNode::isArray, b))
      return list == ListKind.ATOMIC;
    return true;
  }

  private static boolean isBlankOr(Predicate<JsonNode> type, @Nullable JsonNode value) {
    return value == null || isBlank(value) || type.test(value);
  }

  /// Absent, null or empty: nothing that could be looked into.
  private static boolean isBlank(@Nullable JsonNode value) {
    return value == null || value.isNull() || (value.isContainerNode() && value.isEmpty());
  }
}

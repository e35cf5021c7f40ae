package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a schema says of one value: one node of the `openAPIV3Schema` tree.
///
/// @param type `object`, `array`, `string`, `integer`, `number`, `boolean`; empty when the schema
///   names none
/// @param properties sorted by name, so that causes come in the same order always
/// @param additional whether fields beside `properties` are known
/// @param additionalShape of those, when the schema says more than `true`
/// @param listType `atomic`, `set` or `map`
/// @param rules `x-kubernetes-validations`, as they stand
/// @param limits everything else that a value must meet
record Shape(
    String type,
    boolean nullable,
    boolean intOrString,
    boolean preserveUnknown,
    boolean embeddedResource,
    Map<String, Shape> properties,
    boolean additional,
    @Nullable Shape additionalShape,
    @Nullable Shape items,
    @Nullable JsonNode defaultValue,
    String listType,
    List<String> listMapKeys,
    List<JsonNode> rules,
    Limits limits) {

  /// Reads leniently: [SchemaProblems] says what is wrong with a schema.
  static Shape of(JsonNode schema) {
    JsonNode additional = schema.path("additionalProperties");
    JsonNode items = schema.path("items");
    JsonNode defaultValue = schema.get("default");
    return new Shape(
        schema.path("type").asText(""),
        schema.path("nullable").asBoolean(),
        schema.path("x-kubernetes-int-or-string").asBoolean(),
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        schema.path("x-kubernetes-embedded-resource").asBoolean(),
        shapes(schema.path("properties")),
        additional.isObject() || additional.asBoolean(),
        additional.isObject() ? of(additional) : null,
        items.isObject() ? of(items) : null,
        defaultValue == null || defaultValue.isNull() ? null : defaultValue,
        schema.path("x-kubernetes-list-type").asText("atomic"),
        texts(schema.path("x-kubernetes-list-map-keys")),
        list(schema.path("x-kubernetes-validations")),
        Limits.of(schema));
  }

  private static Map<String, Shape> shapes(JsonNode properties) {
    Map<String, Shape> shapes = new TreeMap<>();
    properties.properties().forEach(e -> shapes.put(e.getKey(), of(e.getValue())));
    return shapes;
  }

  static List<String> texts(JsonNode array) {
    return list(array).stream().map(JsonNode::asText).toList();
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return List.copyOf(list);
  }

  /// The types that a value may have, in the order of messages.
  List<String> types() {
    if (intOrString) return List.of("integer", "string");
    return type.isEmpty() ? List.of() : List.of(type);
  }

  /// The shape of a field, whether it is named or one of the additional ones; absent when nothing
  /// is said of it.
  @Nullable Shape field(String name) {
    Shape named = properties.get(name);
    return named == null ? additionalShape : named;
  }

  /// Whether this or anything in it is so; alternatives of `allOf` and the like are not looked at.
  boolean anywhere(Predicate<Shape> predicate) {
    return predicate.test(this)
        || properties.values().stream().anyMatch(s -> s.anywhere(predicate))
        || (additionalShape != null && additionalShape.anywhere(predicate))
        || (items != null && items.anywhere(predicate));
  }

  static Shape empty() {
    return of(MissingNode.getInstance());
  }
}

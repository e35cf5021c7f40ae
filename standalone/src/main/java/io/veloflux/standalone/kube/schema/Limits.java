package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a value must meet beside its type. Absent limits are null.
///
/// @param patternText as the schema has it, empty if it has none
/// @param pattern null if there is none or it is no regular expression
/// @param format empty if there is none or nobody checks it
record Limits(
    List<String> required,
    List<JsonNode> enumeration,
    String patternText,
    @Nullable Pattern pattern,
    String format,
    @Nullable Long minLength,
    @Nullable Long maxLength,
    @Nullable Long minItems,
    @Nullable Long maxItems,
    @Nullable Long minProperties,
    @Nullable Long maxProperties,
    @Nullable Double minimum,
    boolean exclusiveMinimum,
    @Nullable Double maximum,
    boolean exclusiveMaximum,
    @Nullable Double multipleOf,
    List<Shape> allOf,
    List<Shape> anyOf,
    List<Shape> oneOf,
    @Nullable Shape not) {

  static Limits of(JsonNode schema) {
    String pattern = schema.path("pattern").asText("");
    return new Limits(
        Shape.texts(schema.path("required")),
        Shape.list(schema.path("enum")),
        pattern,
        compile(pattern),
        Formats.known(schema.path("type").asText(""), schema.path("format").asText("")),
        count(schema, "minLength"),
        count(schema, "maxLength"),
        count(schema, "minItems"),
        count(schema, "maxItems"),
        count(schema, "minProperties"),
        count(schema, "maxProperties"),
        number(schema, "minimum"),
        schema.path("exclusiveMinimum").asBoolean(),
        number(schema, "maximum"),
        schema.path("exclusiveMaximum").asBoolean(),
        number(schema, "multipleOf"),
        alternatives(schema, "allOf"),
        alternatives(schema, "anyOf"),
        alternatives(schema, "oneOf"),
        schema.path("not").isObject() ? Shape.of(schema.path("not")) : null);
  }

  private static @Nullable Pattern compile(String pattern) {
    if (pattern.isEmpty()) return null;
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static @Nullable Long count(JsonNode schema, String name) {
    JsonNode value = schema.path(name);
    return value.isNumber() ? value.longValue() : null;
  }

  private static @Nullable Double number(JsonNode schema, String name) {
    JsonNode value = schema.path(name);
    return value.isNumber() ? value.doubleValue() : null;
  }

  private static List<Shape> alternatives(JsonNode schema, String name) {
    return Shape.list(schema.path(name)).stream().map(Shape::of).toList();
  }
}

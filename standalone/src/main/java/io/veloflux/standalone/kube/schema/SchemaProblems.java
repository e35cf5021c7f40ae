package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What is wrong with a schema before its rules are looked at. Paths begin with
/// `.properties[spec]`, or are empty.
///
/// Not judged: what rules may cost. A real API server also refuses a schema whose rules could run
/// too long.
final class SchemaProblems {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> REASONS =
      List.of(Cause.DUPLICATE, Cause.FORBIDDEN, Cause.INVALID, Cause.REQUIRED);

  private final List<Cause> problems = new ArrayList<>();

  private SchemaProblems() {}

  static List<Cause> of(JsonNode schema) {
    SchemaProblems found = new SchemaProblems();
    if (schema.path("nullable").asBoolean()) {
      found.problems.add(Cause.forbidden(".nullable", "nullable cannot be true at the root"));
    }
    if (!schema.path("additionalProperties").isMissingNode()) {
      found.problems.add(Cause.forbidden(".additionalProperties", "must not be used at the root"));
    }
    String type = schema.path("type").asText("");
    if (TYPES.contains(type) && !type.equals("object")) {
      found.problems.add(Cause.invalid(".type", GoText.quote(type), "must be object at the root"));
    }
    found.walk(schema, "", "at the root");
    return found.problems;
  }

  private void walk(JsonNode schema, String path, String level) {
    type(schema, path, level);
    pattern(schema, path);
    list(schema, path);
    defaultValue(schema, path);
    rules(schema, path);
    JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
    if (preserve.isBoolean() && !preserve.booleanValue()) {
      problems.add(
          Cause.invalid(
              path + ".x-kubernetes-preserve-unknown-fields",
              "false",
              "must be true or undefined"));
    }
    JsonNode additional = schema.path("additionalProperties");
    if (!additional.isMissingNode() && !schema.path("properties").isEmpty()) {
      problems.add(
          Cause.forbidden(
              path + ".additionalProperties",
              "additionalProperties and properties are mutual exclusive"));
    }
    if (additional.isObject())
      walk(additional, path + ".additionalProperties", "for specified object fields");
    schema
        .path("properties")
        .properties()
        .forEach(e ->
            walk(
                e.getValue(),
                path + ".properties[" + e.getKey() + "]",
                "for specified object fields"));
    if (schema.path("items").isObject())
      walk(schema.path("items"), path + ".items", "for specified array items");
  }

  private void type(JsonNode schema, String path, String level) {
    String type = schema.path("type").asText("");
    boolean untyped =
        schema.path("x-kubernetes-int-or-string").asBoolean()
            || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (type.isEmpty() && !untyped) {
      problems.add(Cause.required(path + ".type", "must not be empty " + level));
    } else if (!type.isEmpty() && !TYPES.contains(type)) {
      problems.add(Cause.notSupported(path + ".type", schema.path("type"), TYPES));
    }
    if (type.equals("array") && !schema.path("items").isObject()) {
      problems.add(Cause.required(path + ".items", "must be specified"));
    }
  }

  private void pattern(JsonNode schema, String path) {
    String pattern = schema.path("pattern").asText("");
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      String detail = "must be a valid regular expression, but isn't: " + e.getMessage();
      problems.add(Cause.invalid(path + ".pattern", GoText.quote(pattern), detail));
    }
  }

  private void list(JsonNode schema, String path) {
    String listType = schema.path("x-kubernetes-list-type").asText("");
    JsonNode keys = schema.path("x-kubernetes-list-map-keys");
    JsonNode items = schema.path("items");
    if (!listType.isEmpty() && !Set.of("atomic", "set", "map").contains(listType)) {
      JsonNode word = schema.path("x-kubernetes-list-type");
      problems.add(
          Cause.notSupported(
              path + ".x-kubernetes-list-type", word, List.of("atomic", "set", "map")));
    }
    if (!listType.isEmpty() && !schema.path("type").asText("").equals("array")) {
      String shown = GoText.quote(schema.path("type").asText(""));
      problems.add(
          Cause.invalid(
              path + ".type", shown, "must be array if x-kubernetes-list-type is specified"));
    }
    if (!listType.equals("map")) {
      if (!keys.isEmpty()) {
        problems.add(
            Cause.required(
                path + ".x-kubernetes-list-type",
                "must be map if x-kubernetes-list-map-keys is non-empty"));
      }
      return;
    }
    if (keys.isEmpty()) {
      problems.add(
          Cause.required(
              path + ".x-kubernetes-list-map-keys",
              "must not be empty if x-kubernetes-list-type is map"));
    }
    for (JsonNode key : keys) {
      JsonNode property = items.path("properties").path(key.asText());
      if (property.isMissingNode()) {
        String detail = "entries must all be names of item properties";
        problems.add(
            Cause.invalid(path + ".x-kubernetes-list-map-keys", GoText.json(keys), detail));
      } else if (!property.has("default")
          && !Shape.texts(items.path("required")).contains(key.asText())) {
        problems.add(
            Cause.required(
                path + ".items.properties[" + key.asText() + "].default",
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
      }
    }
  }

  private void defaultValue(JsonNode schema, String path) {
    JsonNode value = schema.path("default");
    if (value.isMissingNode() || value.isNull()) return;
    Shape shape = Shape.of(schema);
    JsonNode pruned = value.deepCopy();
    boolean unknown =
        switch (pruned) {
          case ObjectNode object -> !Pruning.prune(object, shape).isEmpty();
          case ArrayNode array -> array.valueStream().anyMatch(i -> holdsUnknown(i, shape));
          default -> false;
        };
    if (unknown) {
      problems.add(
          Cause.invalid(path + ".default", GoText.json(value), "must not have unknown fields"));
    }
    problems.addAll(Validation.of(path + ".default", shape, value, null));
  }

  private static boolean holdsUnknown(JsonNode item, Shape list) {
    return item instanceof ObjectNode object
        && list.items() != null
        && !Pruning.prune(object, list.items()).isEmpty();
  }

  private void rules(JsonNode schema, String path) {
    int index = 0;
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String at = path + ".x-kubernetes-validations[" + index++ + "]";
      String text = rule.path("rule").asText("").strip();
      String message = rule.path("message").asText("");
      String fieldPath = rule.path("fieldPath").asText("");
      String reason = rule.path("reason").asText(Cause.INVALID);
      if (text.isEmpty()) {
        problems.add(Cause.required(at + ".rule", "rule is not specified"));
      } else if (!message.isEmpty() && message.isBlank()) {
        problems.add(
            Cause.invalid(
                at + ".message", GoText.quote(message), "must be non-empty if specified"));
      } else if (message.strip().indexOf('\n') >= 0) {
        problems.add(
            Cause.invalid(at + ".message", GoText.quote(message), "must not contain line breaks"));
      } else if (text.indexOf('\n') >= 0 && message.isBlank()) {
        problems.add(
            Cause.required(
                at + ".message", "message must be specified if rule contains line breaks"));
      }
      if (!REASONS.contains(reason)) {
        problems.add(Cause.notSupported(at + ".reason", rule.path("reason"), REASONS));
      }
      if (!fieldPath.isEmpty() && !RulePath.leadsToField(fieldPath, schema)) {
        problems.add(
            Cause.invalid(at + ".fieldPath", GoText.quote(fieldPath), "must be a valid path"));
      }
    }
  }
}

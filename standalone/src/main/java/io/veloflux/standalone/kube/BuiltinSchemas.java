package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/// The OpenAPI schemas of the kinds that every server has: an excerpt of what kube-apiserver 1.36
/// publishes, in `builtin-schemas.json`.
final class BuiltinSchemas {
  private static final String REFERENCE = "#/components/schemas/";
  static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
  private static final ObjectNode ALL = load();

  private BuiltinSchemas() {}

  private static ObjectNode load() {
    try (InputStream in = BuiltinSchemas.class.getResourceAsStream("builtin-schemas.json")) {
      if (in == null) throw new IllegalStateException("builtin-schemas.json is missing");
      return Json.trusted(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The name of a kind's schema, as in `io.k8s.api.core.v1.ConfigMap`.
  static String nameOf(String group, String kind) {
    for (var schema : ALL.properties()) {
      for (JsonNode of : schema.getValue().path("x-kubernetes-group-version-kind")) {
        if (Json.text(of, "group").equals(group) && Json.text(of, "kind").equals(kind)) {
          return schema.getKey();
        }
      }
    }
    throw new IllegalArgumentException("no schema of " + kind + " in group '" + group + "'");
  }

  static JsonNode named(String name) {
    return ALL.path(name);
  }

  static ObjectNode reference(String name) {
    return Json.object().put("$ref", REFERENCE + name);
  }

  /// Adds a schema and all that it refers to.
  static void collect(String name, ObjectNode into) {
    if (into.has(name)) return;
    into.set(name, named(name));
    collectReferences(named(name), into);
  }

  /// Adds what a schema refers to.
  static void collectReferences(JsonNode schema, ObjectNode into) {
    String reference = Json.text(schema, "$ref");
    if (!reference.isEmpty()) collect(reference.substring(REFERENCE.length()), into);
    schema.forEach(part -> collectReferences(part, into));
  }

  static ObjectNode structural(ResourceType type) {
    return structural(nameOf(type.group(), type.kind()));
  }

  /// The schema as a custom resource would have it: complete in itself, and without the defaults
  /// that these documents name for Go's sake.
  static ObjectNode structural(String name) {
    return inlined(named(name), new HashSet<>(Set.of(name)));
  }

  private static ObjectNode inlined(JsonNode schema, Set<String> within) {
    String reference = Json.text(schema, "$ref");
    if (reference.isEmpty()) reference = Json.text(schema.path("allOf").path(0), "$ref");
    if (!reference.isEmpty()) {
      String name = reference.substring(REFERENCE.length());
      if (!within.add(name)) return open(schema); // a schema of schemas
      ObjectNode target = inlined(named(name), within);
      within.remove(name);
      for (var field : schema.properties()) {
        if (field.getKey().startsWith("x-kubernetes-"))
          target.set(field.getKey(), field.getValue());
      }
      return target;
    }
    if (Json.text(schema, "format").equals("int-or-string")) {
      return Json.object().put("x-kubernetes-int-or-string", true);
    }
    boolean known = schema.has("properties") || schema.has("additionalProperties");
    String type = Json.text(schema, "type");
    if (!known && (type.isEmpty() || type.equals("object"))) return open(schema);
    ObjectNode result = Json.object();
    for (var field : schema.properties()) {
      switch (field.getKey()) {
        case "default", "description", "x-kubernetes-group-version-kind" -> {}
        case "properties" -> {
          ObjectNode properties = result.putObject("properties");
          for (var property : field.getValue().properties()) {
            properties.set(property.getKey(), inlined(property.getValue(), within));
          }
        }
        case "items", "additionalProperties" ->
            result.set(field.getKey(), inlined(field.getValue(), within));
        default -> result.set(field.getKey(), field.getValue());
      }
    }
    return result;
  }

  private static ObjectNode open(JsonNode schema) {
    ObjectNode anything = Json.object().put("x-kubernetes-preserve-unknown-fields", true);
    if (schema.has("type")) Json.set(anything, "type", schema.get("type"));
    return anything;
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/// The OpenAPI v3 documents: one per group and version. `kubectl explain` reads the schemas;
/// kubectl also looks there whether the server checks fields itself.
final class OpenApi {
  private final Catalog catalog;

  OpenApi(Catalog catalog) {
    this.catalog = catalog;
  }

  ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (String path : documents()) {
      CRC32 hash = new CRC32();
      hash.update(Json.bytes(document(path)));
      paths
          .putObject(path)
          .put("serverRelativeURL", "/openapi/v3/%s?hash=%08X".formatted(path, hash.getValue()));
    }
    return index;
  }

  private Set<String> documents() {
    Set<String> paths = new LinkedHashSet<>();
    catalog.types().forEach(type -> paths.add(path(type)));
    return paths;
  }

  private static String path(ResourceType type) {
    return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
  }

  /// @param path `api/v1`, `apis/veloflux.io/v1alpha1`
  ObjectNode document(String path) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.3");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (ResourceType type : catalog.types()) {
      if (path(type).equals(path)) describe(type, paths, schemas);
    }
    if (paths.isEmpty()) throw Statuses.noSuchResource();
    return document;
  }

  private static void describe(ResourceType type, ObjectNode paths, ObjectNode schemas) {
    String schema = type.builtin() ? BuiltinSchemas.nameOf(type.group(), type.kind()) : name(type);
    if (type.builtin()) BuiltinSchemas.collect(schema, schemas);
    else schemas.set(schema, published(type, schemas));
    String scope = type.namespaced() ? "/namespaces/{namespace}/" : "/";
    String collection = "/" + path(type) + scope + type.plural();
    ObjectNode many = paths.putObject(collection);
    operation(many, "get", "list", type, schema);
    operation(many, "post", "post", type, schema);
    ObjectNode one = paths.putObject(collection + "/{name}");
    operation(one, "get", "get", type, schema);
    operation(one, "put", "put", type, schema);
    operation(one, "patch", "patch", type, schema);
    operation(one, "delete", "delete", type, schema);
  }

  // io.veloflux.v1alpha1.Pool
  private static String name(ResourceType type) {
    List<String> parts = new ArrayList<>(Arrays.asList(type.group().split("\\.", -1)));
    Collections.reverse(parts);
    return String.join(".", parts) + "." + type.version() + "." + type.kind();
  }

  private static ObjectNode published(ResourceType type, ObjectNode schemas) {
    ObjectNode schema = type.openApi().isObject() ? type.openApi().deepCopy() : Json.object();
    ObjectNode properties = Json.child(schema, "properties");
    property(properties, "apiVersion");
    property(properties, "kind");
    ObjectNode metadata = Json.object();
    metadata.put("description", "Standard object's metadata.");
    metadata.putArray("allOf").add(BuiltinSchemas.reference(BuiltinSchemas.OBJECT_META));
    properties.set("metadata", metadata);
    BuiltinSchemas.collect(BuiltinSchemas.OBJECT_META, schemas);
    schema.putArray("x-kubernetes-group-version-kind").add(groupVersionKind(type));
    return schema;
  }

  private static void property(ObjectNode properties, String field) {
    JsonNode text =
        BuiltinSchemas.named("io.k8s.api.core.v1.ConfigMap").path("properties").path(field);
    properties.set(field, text);
  }

  private static ObjectNode groupVersionKind(ResourceType type) {
    return Json.object()
        .put("group", type.group())
        .put("version", type.version())
        .put("kind", type.kind());
  }

  private static void operation(
      ObjectNode path, String method, String action, ResourceType type, String schema) {
    ObjectNode operation = path.putObject(method);
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", groupVersionKind(type));
    if (List.of("post", "put", "patch").contains(method)) {
      ObjectNode parameter = operation.putArray("parameters").addObject();
      parameter.put("name", "fieldValidation").put("in", "query");
      parameter.putObject("schema").put("type", "string").put("uniqueItems", true);
    }
    ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
    ok.putObject("content")
        .putObject("application/json")
        .set("schema", BuiltinSchemas.reference(schema));
  }
}

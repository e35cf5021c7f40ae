package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.fields.ListTypes;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.StructuralSchema;
import io.veloflux.standalone.kube.store.ObjectKey;
import io.veloflux.standalone.kube.store.StoredObject;
import java.util.List;

/// One version of a kind, as it is served.
///
/// @param group empty for the core group
/// @param status whether `status` is written through a subresource of its own
/// @param openApi its schema as published, with references into [BuiltinSchemas] when it is builtin
/// @param columns after the name
/// @param selectableFields paths like `.spec.pool` that field selectors may ask for
record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    String listKind,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    boolean status,
    boolean builtin,
    JsonNode openApi,
    StructuralSchema schema,
    ListTypes lists,
    List<Column> columns,
    List<String> selectableFields) {

  ResourceType {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    columns = List.copyOf(columns);
    selectableFields = List.copyOf(selectableFields);
  }

  /// `v1`, `veloflux.io/v1alpha1`.
  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// The name without version, by which the store knows it: `configmaps`, `pools.veloflux.io`.
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  ObjectKey key(String namespace, String name) {
    return new ObjectKey(resource(), namespaced ? namespace : "", name);
  }

  /// A stored object as this version shows it; versions differ in nothing but their name.
  ObjectNode read(StoredObject object) {
    return object.read().put("apiVersion", apiVersion());
  }

  /// The same, as JSON.
  byte[] json(StoredObject object) {
    return object.apiVersion().equals(apiVersion()) ? object.json() : Json.bytes(read(object));
  }

  boolean is(String otherGroup, String otherKind) {
    return group.equals(otherGroup) && kind.equals(otherKind);
  }
}

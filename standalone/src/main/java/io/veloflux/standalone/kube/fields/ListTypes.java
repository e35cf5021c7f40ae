package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// How the lists and maps of a kind merge: by keys, as a set, or as one value. Immutable; any
/// thread may use it.
public final class ListTypes {
  private static final MergeType METADATA =
      MergeType.struct(
          Map.of(
              "labels", MergeType.DEDUCED,
              "annotations", MergeType.DEDUCED,
              "finalizers", MergeType.SET,
              "ownerReferences", MergeType.mapList(MergeType.ATOMIC, "uid")));

  private final MergeType root;
  private final boolean status;

  private ListTypes(MergeType root, boolean status) {
    this.root =
        root.with("metadata", METADATA)
            .with("apiVersion", MergeType.DEDUCED)
            .with("kind", MergeType.DEDUCED);
    this.status = status;
  }

  /// @param openAPIV3Schema of a custom resource
  /// @param status whether the kind has a status subresource: then `status` is not written through
  ///   the object itself
  public static ListTypes of(JsonNode openAPIV3Schema, boolean status) {
    return new ListTypes(MergeType.of(openAPIV3Schema), status);
  }

  /// A kind of Kubernetes itself.
  ///
  /// @param group empty for the core group
  public static ListTypes builtin(String group, String kind) {
    return new ListTypes(BuiltinTypes.of(group, kind), BuiltinTypes.hasStatus(group, kind));
  }

  MergeType root() {
    return root;
  }

  /// A copy of what may be written of `object`: everything but status, or status alone.
  ObjectNode writable(ObjectNode object, String subresource) {
    ObjectNode writable = object.deepCopy();
    if (subresource.isEmpty() && status) writable.remove("status");
    if (subresource.equals("status")) {
      writable.retain(List.of("apiVersion", "kind", "status"));
      ObjectNode metadata = JsonNodeFactory.instance.objectNode();
      for (String name : List.of("name", "namespace")) {
        JsonNode value = object.path("metadata").get(name);
        if (value != null) metadata.set(name, value);
      }
      writable.set("metadata", metadata);
    }
    return writable;
  }
}

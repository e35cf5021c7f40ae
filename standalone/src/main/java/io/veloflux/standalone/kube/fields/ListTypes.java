package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;

/// How the lists and maps of a kind merge: by keys, as a set, or as one value. Immutable; any
/// thread may use it.
public final class ListTypes {
  private ListTypes() {}

  /// @param openAPIV3Schema of a custom resource
  /// @param status whether the kind has a status subresource: then `status` is not written through
  ///   the object itself
  public static ListTypes of(JsonNode openAPIV3Schema, boolean status) {
    return new ListTypes();
  }

  /// @param group empty for the core group
  public static ListTypes builtin(String group, String kind) {
    return new ListTypes();
  }
}

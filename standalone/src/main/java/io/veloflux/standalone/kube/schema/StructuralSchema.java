package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The schema of one version of a kind. Immutable; any thread may use it.
public final class StructuralSchema {
  private StructuralSchema() {}

  /// Reads a schema and compiles its rules. What is wrong with the schema itself is in [#problems].
  public static StructuralSchema of(JsonNode openAPIV3Schema) {
    return new StructuralSchema();
  }

  /// What makes the schema unusable, with paths below `path`; a CustomResourceDefinition with any
  /// is to be refused.
  public List<Cause> problems(String path) {
    return List.of();
  }

  /// Drops the fields that the schema does not know.
  ///
  /// @return their paths, `spec.foo` or `spec.paths[0].bar`, sorted
  public List<String> prune(ObjectNode object) {
    return List.of();
  }

  /// Fills absent fields that have a default, inside objects that are there.
  public void applyDefaults(ObjectNode object) {}

  /// @param before the object that `now` replaces; absent when it is created
  /// @return nothing when `now` is valid
  public List<Cause> validate(ObjectNode now, @Nullable ObjectNode before) {
    return List.of();
  }
}

package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Keeps `metadata.managedFields`.
public final class ManagedFields {
  private ManagedFields() {}

  /// Records a create, update or patch: what differs between `before` and `now` belongs to
  /// `manager` from now on. Writes `now.metadata.managedFields`. Call it when `now` is as it will
  /// be stored: pruned, defaulted, status carried over.
  ///
  /// @param before as stored, with its managed fields; absent on create
  public static void recordUpdate(
      @Nullable ObjectNode before, ObjectNode now, Manager manager, ListTypes lists) {}

  /// Server-side apply: merges `applied` into `live` and drops what `manager` applied before,
  /// applies no longer, and nobody else owns.
  ///
  /// - `live` and `applied` are left alone. `applied` is what the user sent, without defaults.
  /// - The result has its managed fields, but no defaults yet: fill them, then validate it. Its
  ///   `time` of the manager's entry stays as it was when nothing changed, so that the result
  ///   equals `live`.
  ///
  /// @param live as stored; absent when apply creates the object
  public static ObjectNode apply(
      @Nullable ObjectNode live,
      ObjectNode applied,
      Manager manager,
      boolean force,
      ListTypes lists)
      throws FieldConflict {
    return applied.deepCopy();
  }
}

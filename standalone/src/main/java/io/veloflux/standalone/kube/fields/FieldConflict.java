package io.veloflux.standalone.kube.fields;

import java.util.List;

/// Fields that were to be applied have other values and other owners: 409, unless forced. The
/// message is worded as kube-apiserver words it.
public final class FieldConflict extends Exception {
  private static final long serialVersionUID = 1;

  /// The reason of each entry in `details.causes`.
  public static final String REASON = "FieldManagerConflict";

  private final transient List<Conflict> conflicts;

  FieldConflict(String message, List<Conflict> conflicts) {
    super(message);
    this.conflicts = List.copyOf(conflicts);
  }

  /// One entry of `details.causes` for each field and each of its other owners.
  public List<Conflict> conflicts() {
    return conflicts;
  }

  /// @param field `.spec.pool`
  /// @param message `conflict with "kubectl" using veloflux.io/v1alpha1`
  public record Conflict(String field, String message) {}
}

package io.veloflux.standalone.kube.store;

import org.jspecify.annotations.Nullable;

/// A change of one object.
///
/// @param revision of the change; in a deletion `now` is the last state, stamped with it
/// @param before absent when the object was created
public record Event(Type type, long revision, StoredObject now, @Nullable StoredObject before) {
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /// What it costs to remember it.
  long bytes() {
    return now.json().length + 200L;
  }
}

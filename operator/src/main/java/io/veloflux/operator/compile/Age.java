package io.veloflux.operator.compile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Who came first: `creationTimestamp`, then `namespace/name`, since the former has whole seconds
/// and ties are common.
///
/// @param since RFC 3339 in UTC, as the API server writes it, so that text compares as time;
///   [#NEVER] when absent
record Age(String since, String namespace, String name) implements Comparable<Age> {
  /// An object that no API server created, such as a file's, is younger than all others.
  static final String NEVER = "~";

  private static final Comparator<Age> ORDER =
      Comparator.comparing(Age::since).thenComparing(Age::namespace).thenComparing(Age::name);

  static Age of(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    String created = metadata == null ? null : metadata.getCreationTimestamp();
    return new Age(
        created == null || created.isEmpty() ? NEVER : created, namespace(object), name(object));
  }

  /// Those objects that have a name, oldest first. Without a name nothing can be said about an
  /// object.
  static <T extends HasMetadata> List<T> oldestFirst(Collection<T> objects) {
    return named(objects).stream().sorted(Comparator.comparing(Age::of)).toList();
  }

  /// Those objects that have a name, in their order.
  static <T extends HasMetadata> List<T> named(Collection<T> objects) {
    return objects.stream().filter(o -> o != null && !name(o).isEmpty()).toList();
  }

  static String name(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    return metadata == null || metadata.getName() == null ? "" : metadata.getName();
  }

  static String namespace(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    return metadata == null || metadata.getNamespace() == null ? "" : metadata.getNamespace();
  }

  @Override
  public int compareTo(Age other) {
    return ORDER.compare(this, other);
  }
}

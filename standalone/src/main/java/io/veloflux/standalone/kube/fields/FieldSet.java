package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Paths that somebody owns, with their one JSON form (fieldsV1): a tree in which `{}` and `"."`
/// are members.
///
/// @param paths sorted, never the root
record FieldSet(SortedSet<FieldPath> paths) {
  static final FieldSet EMPTY = new FieldSet(new TreeSet<>());

  FieldSet {
    paths = Collections.unmodifiableSortedSet(paths);
  }

  static FieldSet of(Collection<FieldPath> paths) {
    return new FieldSet(new TreeSet<>(paths));
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  boolean has(FieldPath path) {
    return paths.contains(path);
  }

  FieldSet union(FieldSet other) {
    TreeSet<FieldPath> all = new TreeSet<>(paths);
    all.addAll(other.paths);
    return new FieldSet(all);
  }

  FieldSet minus(FieldSet other) {
    return filter(path -> !other.has(path));
  }

  FieldSet intersect(FieldSet other) {
    return filter(other::has);
  }

  FieldSet filter(Predicate<FieldPath> kept) {
    TreeSet<FieldPath> left = new TreeSet<>();
    for (FieldPath path : paths) if (kept.test(path)) left.add(path);
    return new FieldSet(left);
  }

  /// Whether anything below `path` is in here.
  boolean hasBelow(FieldPath path) {
    for (FieldPath next : paths.tailSet(path)) {
      if (!next.startsWith(path)) return false;
      if (!next.equals(path)) return true;
    }
    return false;
  }

  /// @throws IllegalArgumentException if it is no fieldsV1
  static FieldSet read(JsonNode fieldsV1) {
    Set<FieldPath> paths = new HashSet<>();
    read(fieldsV1, FieldPath.ROOT, paths);
    return of(paths);
  }

  private static void read(JsonNode node, FieldPath path, Set<FieldPath> into) {
    node.properties()
        .forEach(entry -> {
          if (entry.getKey().equals(".")) {
            into.add(path);
            return;
          }
          FieldPath below = path.then(FieldPath.normal(entry.getKey()));
          if (entry.getValue().isEmpty()) into.add(below);
          else read(entry.getValue(), below, into);
        });
  }

  ObjectNode write() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (FieldPath path : paths) {
      ObjectNode node = root;
      for (String step : path.steps()) node = node.withObjectProperty(step);
      if (hasBelow(path)) node.putObject(".");
    }
    return root;
  }
}

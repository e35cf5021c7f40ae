package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/// What somebody owns who applies an object: its leaves, the items of its lists, and the entries of
/// its maps.
final class Owned {
  private Owned() {}

  static FieldSet by(MergeType type, JsonNode applied) {
    Set<FieldPath> paths = new HashSet<>();
    walk(type, FieldPath.ROOT, applied, paths);
    paths.remove(FieldPath.ROOT);
    return FieldSet.of(paths);
  }

  private static void walk(MergeType type, FieldPath path, JsonNode value, Set<FieldPath> paths) {
    boolean whole =
        value.isObject()
            ? type.atomicMap()
            : !value.isArray() || type.list() == MergeType.ListKind.ATOMIC;
    if (whole) {
      paths.add(path);
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(entry -> {
            String name = entry.getKey();
            JsonNode below = entry.getValue();
            FieldPath to = path.then(FieldPath.field(name));
            walk(type.field(name), to, below, paths);
            if (!type.names(name) || below.isNull() || (below.isObject() && below.isEmpty()))
              paths.add(to);
          });
    } else {
      ListItems.of(type, value)
          .forEach((step, item) -> {
            walk(type.item(), path.then(step), item, paths);
            paths.add(path.then(step));
          });
    }
  }

  /// `set`, and the named fields on the way to each of its paths: who owns `spec.pool` needs `spec`
  /// to be there.
  static FieldSet withNamedParents(MergeType type, FieldSet set) {
    Set<FieldPath> paths = new HashSet<>(set.paths());
    for (FieldPath path : set.paths()) {
      MergeType at = type;
      for (int i = 0; i < path.steps().size() - 1; i++) {
        String step = path.steps().get(i);
        if (step.startsWith("f:") && at.names(step.substring(2)))
          paths.add(new FieldPath(path.steps().subList(0, i + 1)));
        at = at.at(step);
      }
    }
    return FieldSet.of(paths);
  }
}

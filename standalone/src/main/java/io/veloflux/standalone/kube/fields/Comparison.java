package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which fields differ between an object and what replaces it. No path is in two of the sets.
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  static Comparison of(MergeType type, JsonNode before, JsonNode after) {
    Walk walk = new Walk(new HashSet<>(), new HashSet<>(), new HashSet<>());
    walk.value(type, FieldPath.ROOT, before, after);
    return new Comparison(
        FieldSet.of(walk.added), FieldSet.of(walk.modified), FieldSet.of(walk.removed));
  }

  private record Walk(Set<FieldPath> added, Set<FieldPath> modified, Set<FieldPath> removed) {

    void value(
        MergeType type, FieldPath path, @Nullable JsonNode before, @Nullable JsonNode after) {
      boolean leaf = type.isLeaf(before, after);
      if (!leaf) {
        if (isObject(before) || isObject(after)) object(type, path, before, after);
        else list(type, path, before, after);
      }
      if (before == null) added.add(path);
      else if (after == null) removed.add(path);
      else if (leaf && !Values.same(before, after)) modified.add(path);
    }

    private void object(
        MergeType type, FieldPath path, @Nullable JsonNode before, @Nullable JsonNode after) {
      Set<String> names = new LinkedHashSet<>();
      if (before != null) before.fieldNames().forEachRemaining(names::add);
      if (after != null) after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        FieldPath below = path.then(FieldPath.field(name));
        value(type.field(name), below, child(before, name), child(after, name));
      }
    }

    private void list(
        MergeType type, FieldPath path, @Nullable JsonNode before, @Nullable JsonNode after) {
      Map<String, JsonNode> old = ListItems.of(type, before);
      Map<String, JsonNode> now = ListItems.of(type, after);
      Map<String, JsonNode> all = new HashMap<>(old);
      all.putAll(now);
      for (String step : all.keySet())
        value(type.item(), path.then(step), old.get(step), now.get(step));
    }

    private static @Nullable JsonNode child(@Nullable JsonNode object, String name) {
      return object == null ? null : object.get(name);
    }

    private static boolean isObject(@Nullable JsonNode value) {
      return value != null && value.isObject();
    }
  }
}

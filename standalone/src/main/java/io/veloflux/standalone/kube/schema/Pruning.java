package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drops the fields that a schema does not know and collects their paths. One walk through one
/// object.
final class Pruning {
  private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");

  private final List<String> unknown = new ArrayList<>();

  private Pruning() {}

  /// @return the paths of what was dropped, sorted
  static List<String> prune(ObjectNode object, Shape root) {
    Pruning pruning = new Pruning();
    pruning.walk(object, root, "", true);
    return pruning.unknown.stream().sorted().toList();
  }

  private void walk(JsonNode value, @Nullable Shape shape, String path, boolean resource) {
    if (shape != null && shape.preserveUnknown()) {
      keepUnknown(value, shape, path, resource);
    } else if (value instanceof ObjectNode object) {
      for (String name : names(object)) {
        if (resource && META.contains(name)) continue;
        if (shape != null && (shape.properties().containsKey(name) || shape.additional())) {
          Shape field = shape.field(name);
          walk(object.path(name), field, join(path, name), embeds(field));
        } else {
          unknown.add(join(path, name));
          object.remove(name);
        }
      }
    } else if (value.isArray()) {
      Shape items = shape == null ? null : shape.items();
      for (int i = 0; i < value.size(); i++)
        walk(value.path(i), items, path + "[" + i + "]", embeds(items));
    }
  }

  /// Below `x-kubernetes-preserve-unknown-fields` fields stay, yet those that the schema does name
  /// are pruned inside.
  private void keepUnknown(JsonNode value, @Nullable Shape shape, String path, boolean resource) {
    if (shape == null) return;
    if (value instanceof ObjectNode object) {
      for (String name : names(object)) {
        if (resource && META.contains(name)) continue;
        if (!shape.properties().containsKey(name) && !shape.additional()) continue;
        Shape field = shape.field(name);
        walk(object.path(name), field, join(path, name), embeds(field));
      }
    } else if (value.isArray()) {
      Shape items = shape.items();
      for (int i = 0; i < value.size(); i++)
        keepUnknown(value.path(i), items, path + "[" + i + "]", embeds(items));
    }
  }

  private static boolean embeds(@Nullable Shape shape) {
    return shape != null && shape.embeddedResource();
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}

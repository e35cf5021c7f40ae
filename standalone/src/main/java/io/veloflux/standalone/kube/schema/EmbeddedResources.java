package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects within an object (`x-kubernetes-embedded-resource`) have to say what they are.
final class EmbeddedResources {
  private EmbeddedResources() {}

  static List<Cause> problems(Shape root, JsonNode object) {
    List<Cause> causes = new ArrayList<>();
    walk(root, "", object, causes);
    return causes;
  }

  private static void walk(Shape shape, String path, JsonNode value, List<Cause> causes) {
    if (value.isObject()) {
      if (shape.embeddedResource()) {
        for (String name : List.of("apiVersion", "kind"))
          identity(path + "." + name, value.get(name), causes);
      }
      value
          .properties()
          .forEach(entry -> {
            Shape field = shape.field(entry.getKey());
            if (field == null) return;
            walk(field, ListKeys.child(shape, path, entry.getKey()), entry.getValue(), causes);
          });
    } else if (value.isArray() && shape.items() != null) {
      for (int i = 0; i < value.size(); i++)
        walk(shape.items(), path + "[" + i + "]", value.path(i), causes);
    }
  }

  private static void identity(String field, @Nullable JsonNode value, List<Cause> causes) {
    if (value == null) {
      causes.add(Cause.required(field, ""));
    } else if (!value.isTextual()) {
      causes.add(Cause.invalid(field, GoText.value(value), "must be a string"));
    } else if (value.textValue().isEmpty()) {
      causes.add(Cause.invalid(field, "\"\"", "must not be empty"));
    }
  }
}

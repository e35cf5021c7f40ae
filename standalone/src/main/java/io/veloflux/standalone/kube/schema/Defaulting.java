package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fills defaults into objects that are there. An explicit null counts as absent where the schema
/// is not nullable: it becomes the default, or goes.
final class Defaulting {
  private Defaulting() {}

  static void fill(ObjectNode object, Shape root) {
    dropNulls(object, root);
    fill((JsonNode) object, root);
  }

  private static void fill(JsonNode value, @Nullable Shape shape) {
    if (shape == null) return;
    if (value instanceof ObjectNode object) {
      shape
          .properties()
          .forEach((name, field) -> {
            JsonNode now = object.get(name);
            JsonNode wanted = field.defaultValue();
            if (wanted != null && (now == null || (now.isNull() && !field.nullable()))) {
              object.set(name, wanted.deepCopy());
            }
          });
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        Shape field = shape.field(entry.getKey());
        if (isForbiddenNull(entry.getValue(), field)
            && field != null
            && field.defaultValue() != null) {
          entry.setValue(field.defaultValue().deepCopy());
        }
        fill(entry.getValue(), field);
      }
    } else if (value instanceof ArrayNode array) {
      Shape items = shape.items();
      for (int i = 0; i < array.size(); i++) {
        if (isForbiddenNull(array.path(i), items)
            && items != null
            && items.defaultValue() != null) {
          array.set(i, items.defaultValue().deepCopy());
        }
        fill(array.path(i), items);
      }
    }
  }

  private static void dropNulls(JsonNode value, @Nullable Shape shape) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : new ArrayList<>(object.properties())) {
        Shape field = shape == null ? null : shape.field(entry.getKey());
        if (isForbiddenNull(entry.getValue(), field)
            && field != null
            && field.defaultValue() == null) {
          object.remove(entry.getKey());
        } else {
          dropNulls(entry.getValue(), field);
        }
      }
    } else if (value.isArray()) {
      value.forEach(item -> dropNulls(item, shape == null ? null : shape.items()));
    }
  }

  private static boolean isForbiddenNull(JsonNode value, @Nullable Shape shape) {
    return value.isNull() && shape != null && !shape.nullable();
  }
}

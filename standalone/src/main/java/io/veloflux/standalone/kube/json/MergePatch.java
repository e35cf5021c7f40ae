package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// RFC 7396: objects merge, `null` removes, everything else replaces.
public final class MergePatch {
  private MergePatch() {}

  /// Changes `target` in place.
  public static void apply(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      JsonNode value = field.getValue();
      if (value.isNull()) target.remove(field.getKey());
      else if (value instanceof ObjectNode nested)
        apply(Json.child(target, field.getKey()), nested);
      else target.set(field.getKey(), value);
    }
  }
}

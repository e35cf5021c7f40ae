package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.BadPatch;
import io.veloflux.standalone.kube.json.JsonPatch;
import io.veloflux.standalone.kube.json.MergePatch;
import io.veloflux.standalone.kube.json.StrategicPatch;

/// The body of a PATCH request.
record Patch(Kind kind, JsonNode body) {
  enum Kind {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    final String mediaType;

    Kind(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  /// @param live left alone
  ObjectNode applyTo(ResourceType type, ObjectNode live) {
    ObjectNode copy = live.deepCopy();
    try {
      return switch (kind) {
        case JSON -> JsonPatch.apply(live, body);
        case STRATEGIC -> {
          StrategicPatch.apply(copy, object(), BuiltinSchemas.structural(type));
          yield copy;
        }
        case MERGE, APPLY -> {
          MergePatch.apply(copy, object());
          yield copy;
        }
      };
    } catch (BadPatch e) {
      throw Statuses.unprocessable(String.valueOf(e.getMessage()));
    }
  }

  /// Whether it asks for a certain version to be patched.
  boolean namesVersion() {
    return kind != Kind.JSON && body.path("metadata").has("resourceVersion");
  }

  /// @throws StatusException when the body is something else
  ObjectNode object() {
    if (body instanceof ObjectNode object) return object.deepCopy();
    throw Statuses.badRequest("the body of the patch must be an object");
  }
}

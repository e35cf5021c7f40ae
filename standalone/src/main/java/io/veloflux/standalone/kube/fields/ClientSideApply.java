package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The way from `kubectl apply` to `kubectl apply --server-side`: what the annotation says was
/// applied and is as it was then may be taken over without a conflict.
final class ClientSideApply {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private ClientSideApply() {}

  static boolean concerns(Manager manager, JsonNode live) {
    return manager.name().equals("kubectl") && !lastApplied(live).isEmpty();
  }

  /// The fields that were applied and have the same values still.
  static FieldSet unchanged(MergeType type, JsonNode live, String apiVersion) {
    try {
      JsonNode applied = Values.read(lastApplied(live));
      if (!applied.path("apiVersion").asText("").equals(apiVersion)) return FieldSet.EMPTY;
      Comparison comparison = Comparison.of(type, applied, live);
      return Owned.by(type, applied)
          .minus(comparison.modified())
          .minus(comparison.added())
          .minus(comparison.removed());
    } catch (IllegalArgumentException e) {
      return FieldSet.EMPTY; // whoever wrote that applied nothing
    }
  }

  /// Brings the annotation up to date, for a later `kubectl apply` without `--server-side`.
  static void remember(ObjectNode merged, ObjectNode applied) {
    ObjectNode copy = applied.deepCopy();
    if (copy.path("metadata").path("annotations") instanceof ObjectNode annotations)
      annotations.remove(LAST_APPLIED);
    merged
        .withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put(LAST_APPLIED, Values.json(copy) + "\n");
  }

  private static String lastApplied(JsonNode object) {
    return object.path("metadata").path("annotations").path(LAST_APPLIED).asText("");
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.veloflux.standalone.kube.json.Json;
import java.util.List;

/// How a deletion is meant.
///
/// @param uid that the object must have, empty for any
/// @param resourceVersion that the object must have, empty for any
record DeleteOptions(Propagation propagation, boolean dryRun, String uid, String resourceVersion) {

  /// What becomes of the objects that the deleted one owns.
  enum Propagation {
    /// They are deleted afterwards.
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
    Orphan
  }

  private static final String OPTIONS = "DeleteOptions";

  static final DeleteOptions PLAIN = new DeleteOptions(Propagation.Background, false, "", "");

  static final DeleteOptions FOREGROUND = new DeleteOptions(Propagation.Foreground, false, "", "");

  DeleteOptions withUid(String uid) {
    return new DeleteOptions(propagation, dryRun, uid, resourceVersion);
  }

  /// @param body empty object when there was none
  static DeleteOptions of(Query query, JsonNode body) {
    String policy = Json.text(body, "propagationPolicy");
    if (policy.isEmpty()) policy = query.text("propagationPolicy");
    if (policy.isEmpty() && body.path("orphanDependents").asBoolean()) policy = "Orphan";
    String dryRun = body.path("dryRun").path(0).asText(query.text("dryRun"));
    JsonNode preconditions = body.path("preconditions");
    return new DeleteOptions(
        propagation(policy),
        WriteOptions.dryRun(OPTIONS, dryRun),
        Json.text(preconditions, "uid"),
        Json.text(preconditions, "resourceVersion"));
  }

  private static Propagation propagation(String policy) {
    return switch (policy) {
      case "", "Background" -> Propagation.Background;
      case "Foreground" -> Propagation.Foreground;
      case "Orphan" -> Propagation.Orphan;
      default ->
          throw WriteOptions.unsupported(
              OPTIONS,
              "propagationPolicy",
              "\"" + policy + "\"",
              List.of("Foreground", "Background", "Orphan", "nil"));
    };
  }
}

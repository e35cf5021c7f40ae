package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// One entry of `metadata.managedFields`.
///
/// @param id what makes it the same entry at the next write
/// @param apiVersion of the last write
/// @param time of the last write that changed something; absent if none did yet
record Ownership(Id id, String apiVersion, @Nullable Instant time, FieldSet fields) {

  /// @param apiVersion empty for those who apply: they are the same in every version
  record Id(String manager, Operation operation, String apiVersion, String subresource) {
    static Id of(Manager manager, Operation operation) {
      String version = operation == Operation.Apply ? "" : manager.apiVersion();
      String name = manager.name().isEmpty() ? "unknown" : manager.name();
      return new Id(name, operation, version, manager.subresource());
    }
  }

  /// As the API spells them.
  enum Operation {
    Apply,
    Update
  }

  Ownership with(FieldSet fields) {
    return new Ownership(id, apiVersion, time, fields);
  }

  /// @throws IllegalArgumentException if it is no valid entry
  static Ownership read(JsonNode entry) {
    String apiVersion = entry.path("apiVersion").asText("");
    Operation operation = Operation.valueOf(entry.path("operation").asText(""));
    if (apiVersion.isEmpty()) throw new IllegalArgumentException("apiVersion must not be empty");
    if (!entry.path("fieldsType").asText("").equals("FieldsV1")) {
      throw new IllegalArgumentException("fieldsType must be FieldsV1");
    }
    Id id =
        new Id(
            entry.path("manager").asText(""),
            operation,
            operation == Operation.Apply ? "" : apiVersion,
            entry.path("subresource").asText(""));
    String time = entry.path("time").asText("");
    return new Ownership(
        id,
        apiVersion,
        time.isEmpty() ? null : Instant.parse(time),
        FieldSet.read(entry.path("fieldsV1")));
  }

  ObjectNode write() {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry
        .put("apiVersion", apiVersion)
        .put("fieldsType", "FieldsV1")
        .set("fieldsV1", fields.write());
    entry.put("manager", id.manager()).put("operation", id.operation().name());
    if (!id.subresource().isEmpty()) entry.put("subresource", id.subresource());
    if (time != null) entry.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
    return entry;
  }

  /// Who it is, as messages about conflicts have it.
  String text() {
    String subresource =
        id.subresource().isEmpty() ? "" : " with subresource \"" + id.subresource() + "\"";
    String version = id.operation() == Operation.Apply ? "" : " using " + apiVersion;
    return "\"" + id.manager() + "\"" + subresource + version;
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import io.veloflux.standalone.kube.schema.StructuralSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules of `metadata`, the same for every kind.
final class Metadata {
  static final int MAX_NAME_LENGTH = 253;
  private static final int MAX_LABEL_LENGTH = 63;
  private static final int MAX_ANNOTATIONS_BYTES = 256 << 10;

  private static final StructuralSchema SCHEMA =
      StructuralSchema.of(
          Json.object()
              .put("type", "object")
              .set(
                  "properties",
                  Json.object()
                      .set("meta", BuiltinSchemas.structural(BuiltinSchemas.OBJECT_META))));

  /// Kinds whose names become part of host names.
  private static final Set<String> LABEL_NAMED = Set.of(Builtins.NAMESPACES, "services");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

  /// What the server alone writes.
  private static final List<String> SERVER_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation");

  private Metadata() {}

  /// Drops what metadata does not have; returns the paths.
  static List<String> prune(ObjectNode object) {
    if (!(object.get("metadata") instanceof ObjectNode metadata)) return List.of();
    ObjectNode wrapped = Json.object();
    wrapped.set("meta", metadata);
    return SCHEMA.prune(wrapped).stream()
        .map(path -> path.replaceFirst("^meta", "metadata"))
        .toList();
  }

  /// Carries over what clients cannot change.
  static void keepServerFields(ObjectNode before, ObjectNode now) {
    ObjectNode metadata = Json.metadata(now);
    SERVER_FIELDS.forEach(field -> Json.copy(Json.metadata(before), metadata, field));
    metadata.remove("selfLink");
  }

  /// What has another type than `metadata` may have.
  static List<Cause> shape(ObjectNode object) {
    ObjectNode wrapped = Json.object();
    wrapped.set("meta", object.path("metadata"));
    return SCHEMA.validate(wrapped, null).stream()
        .map(c -> new Cause(c.reason(), inMetadata(c.field()), inMetadata(c.message())))
        .toList();
  }

  private static String inMetadata(String text) {
    return text.replaceAll("\\bmeta\\b", "metadata");
  }

  static List<Cause> validate(ResourceType type, ObjectNode object) {
    List<Cause> causes = new ArrayList<>();
    JsonNode metadata = object.path("metadata");
    name(type, Json.text(metadata, "name"), causes);
    for (var label : metadata.path("labels").properties()) {
      qualified("metadata.labels", label.getKey(), causes);
      labelValue(label.getValue().asText(), causes);
    }
    long bytes = 0;
    for (var annotation : metadata.path("annotations").properties()) {
      qualified("metadata.annotations", annotation.getKey().toLowerCase(Locale.ROOT), causes);
      bytes += size(annotation.getKey()) + size(annotation.getValue().asText());
    }
    if (bytes > MAX_ANNOTATIONS_BYTES) {
      causes.add(
          new Cause(
              Cause.TOO_LONG,
              "metadata.annotations",
              "Too long: may not be more than %d bytes".formatted(MAX_ANNOTATIONS_BYTES)));
    }
    for (String finalizer : Json.texts(metadata.path("finalizers"))) {
      qualified("metadata.finalizers", finalizer, causes);
    }
    owners(metadata.path("ownerReferences"), causes);
    return causes;
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void name(ResourceType type, String name, List<Cause> causes) {
    if (name.isEmpty()) {
      causes.add(
          new Cause(
              Cause.REQUIRED, "metadata.name", "Required value: name or generateName is required"));
      return;
    }
    if (LABEL_NAMED.contains(type.resource())) {
      check("metadata.name", name, LABEL, MAX_LABEL_LENGTH, LABEL_TEXT, causes);
    } else {
      check("metadata.name", name, SUBDOMAIN, MAX_NAME_LENGTH, SUBDOMAIN_TEXT, causes);
    }
  }

  private static void qualified(String field, String key, List<Cause> causes) {
    int slash = key.indexOf('/');
    if (slash >= 0) {
      check(
          field,
          key,
          key.substring(0, slash),
          SUBDOMAIN,
          MAX_NAME_LENGTH,
          "prefix part " + SUBDOMAIN_TEXT,
          causes);
    }
    check(
        field, key, key.substring(slash + 1), QUALIFIED, MAX_LABEL_LENGTH, QUALIFIED_TEXT, causes);
  }

  private static void labelValue(String value, List<Cause> causes) {
    check("metadata.labels", value, LABEL_VALUE, MAX_LABEL_LENGTH, LABEL_VALUE_TEXT, causes);
  }

  private static void check(
      String field, String value, Pattern pattern, int limit, String text, List<Cause> causes) {
    check(field, value, value, pattern, limit, text, causes);
  }

  private static void check(
      String field,
      String shown,
      String value,
      Pattern pattern,
      int limit,
      String text,
      List<Cause> causes) {
    String invalid = "Invalid value: \"" + shown + "\": ";
    if (value.length() > limit) {
      causes.add(
          new Cause(
              Cause.INVALID, field, invalid + "must be no more than %d bytes".formatted(limit)));
    }
    if (!pattern.matcher(value).matches())
      causes.add(new Cause(Cause.INVALID, field, invalid + text));
  }

  private static void owners(JsonNode owners, List<Cause> causes) {
    int number = 0;
    for (JsonNode owner : owners) {
      String path = "metadata.ownerReferences[" + number++ + "]";
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (Json.text(owner, field).isEmpty()) {
          causes.add(
              new Cause(
                  Cause.INVALID,
                  path + "." + field,
                  "Invalid value: \"\": %s must not be empty".formatted(field)));
        }
      }
    }
    long controllers = 0;
    for (JsonNode owner : owners) if (owner.path("controller").asBoolean()) controllers++;
    if (controllers > 1) {
      causes.add(
          new Cause(
              Cause.INVALID,
              "metadata.ownerReferences",
              "Invalid value: Only one reference can have Controller set to true"));
    }
  }

  /// An object that is being deleted takes no new finalizers.
  static List<Cause> noNewFinalizers(ObjectNode before, ObjectNode now) {
    if (!before.path("metadata").has("deletionTimestamp")) return List.of();
    Set<String> added = new HashSet<>(Json.texts(now.path("metadata").path("finalizers")));
    Json.texts(before.path("metadata").path("finalizers")).forEach(added::remove);
    if (added.isEmpty()) return List.of();
    return List.of(
        new Cause(
            Cause.FORBIDDEN,
            "metadata.finalizers",
            "Forbidden: no new finalizers can be added if the object is being deleted, found new"
                + " finalizers []string{\"%s\"}".formatted(String.join("\", \"", added))));
  }

  private static final String SUBDOMAIN_TEXT =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_TEXT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String QUALIFIED_TEXT =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final String LABEL_VALUE_TEXT =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
}

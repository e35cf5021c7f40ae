package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.WriteOptions.UnknownFields;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens to an object between being sent and being stored, one step per method.
final class Preparation {
  private final Clock clock;

  Preparation(Clock clock) {
    this.clock = clock;
  }

  /// Checks that the object is what the path says it is, and fills in what it leaves out.
  static void identify(Target target, ObjectNode object) {
    ResourceType type = target.type();
    identify(object, "apiVersion", type.apiVersion(), "API version");
    String kind = Json.text(object, "kind");
    if (!type.builtin() && !kind.isEmpty() && !kind.equals(type.kind())) {
      String name = Json.text(Json.metadata(object), "name");
      String message = "Invalid value: \"%s\": must be %s".formatted(kind, type.kind());
      throw Statuses.invalid(kind, type, name, List.of(new Cause(Cause.INVALID, "kind", message)));
    }
    identify(object, "kind", type.kind(), "kind");
    ObjectNode metadata = Json.metadata(object);
    if (type.namespaced()) {
      String namespace = Json.text(metadata, "namespace");
      if (namespace.isEmpty()) metadata.put("namespace", target.namespace());
      else if (!namespace.equals(target.namespace())) {
        throw Statuses.badRequest(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
      }
    } else {
      metadata.remove("namespace");
    }
    if (target.collection()) return;
    String name = Json.text(metadata, "name");
    if (name.isEmpty()) metadata.put("name", target.name());
    else if (!name.equals(target.name())) {
      throw Statuses.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, target.name()));
    }
  }

  private static void identify(ObjectNode object, String field, String expected, String what) {
    String found = Json.text(object, field);
    if (found.isEmpty()) object.put(field, expected);
    else if (!found.equals(expected)) {
      throw Statuses.badRequest(
          "the %s in the data (%s) does not match the expected %s (%s)"
              .formatted(what, found, what, expected));
    }
  }

  /// Drops fields that the schema does not know, and says so or refuses, as asked.
  static void prune(
      ResourceType type,
      ObjectNode object,
      UnknownFields unknownFields,
      Consumer<String> warnings) {
    List<String> sentences = prune(type, object);
    switch (unknownFields) {
      case Strict -> {
        if (!sentences.isEmpty()) throw strict(type, sentences);
      }
      case Warn -> sentences.forEach(warnings);
      case Ignore -> {}
    }
  }

  /// The same for what a patch has made of a stored object.
  static void prunePatched(
      ResourceType type,
      ObjectNode patched,
      UnknownFields unknownFields,
      Consumer<String> warnings) {
    ObjectNode sent = unknownFields == UnknownFields.Strict ? patched.deepCopy() : patched;
    List<String> sentences = prune(type, patched);
    switch (unknownFields) {
      case Strict -> {
        if (!sentences.isEmpty()) throw Statuses.strictPatch(sent, String.join(", ", sentences));
      }
      case Warn -> sentences.forEach(warnings);
      case Ignore -> {}
    }
  }

  private static List<String> prune(ResourceType type, ObjectNode object) {
    if (type.builtin()) Json.dropNulls(object);
    else Json.dropNulls(Json.metadata(object));
    List<String> unknown = new ArrayList<>(Metadata.prune(object));
    unknown.addAll(type.schema().prune(object));
    return unknown.stream().map(path -> "unknown field \"%s\"".formatted(path)).toList();
  }

  private static StatusException strict(ResourceType type, List<String> sentences) {
    return Statuses.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
            .formatted(type.kind(), type.version(), type.kind(), String.join(", ", sentences)));
  }

  /// Fills defaults.
  static void complete(ResourceType type, ObjectNode object) {
    type.schema().applyDefaults(object);
    if (type.builtin()) BuiltinRules.complete(type, object);
  }

  /// Refuses what is not valid, with every reason.
  static void validate(ResourceType type, ObjectNode object, @Nullable ObjectNode before) {
    decode(type, Metadata.shape(object));
    List<Cause> causes = new ArrayList<>(Metadata.validate(type, object));
    if (before != null) causes.addAll(Metadata.noNewFinalizers(before, object));
    List<Cause> fields = type.schema().validate(object, before);
    if (type.builtin()) decode(type, fields);
    causes.addAll(fields);
    if (type.builtin()) causes.addAll(BuiltinRules.validate(type, object, before));
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Json.text(Json.metadata(object), "name"), causes);
    }
  }

  // kube-apiserver decodes metadata and builtin kinds into Go's types: what does not fit is no
  // object.
  private static void decode(ResourceType type, List<Cause> causes) {
    for (Cause cause : causes) {
      if (!cause.reason().equals(Cause.TYPE_INVALID)) continue;
      throw Statuses.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: %s"
              .formatted(type.kind(), type.version(), type.kind(), cause.text()));
    }
  }

  /// Keeps each side's part: the object's own path does not write `status`, the subresource writes
  /// nothing else.
  static ObjectNode isolate(Target target, ObjectNode before, ObjectNode now) {
    if (target.subresource().equals("status")) {
      ObjectNode result = before.deepCopy();
      Json.copy(now, result, "status");
      Json.copy(Json.metadata(now), Json.metadata(result), "managedFields");
      return result;
    }
    if (target.type().status()) Json.copy(before, now, "status");
    boolean namespace = target.type().resource().equals(Builtins.NAMESPACES);
    if (namespace && target.subresource().isEmpty())
      Json.copy(before, now, "spec"); // its finalizers
    return now;
  }

  /// A new object's first metadata.
  void begin(ResourceType type, ObjectNode object) {
    ObjectNode metadata = Json.metadata(object);
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", Timestamps.text(clock.instant()));
    List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink")
        .forEach(metadata::remove);
    if (type.builtin()) metadata.remove("generation");
    else metadata.put("generation", 1);
    if (type.status()) object.remove("status");
  }

  /// Counts a changed specification: everything but metadata and, where it is written apart,
  /// status.
  static void countGeneration(ResourceType type, ObjectNode before, ObjectNode now) {
    if (type.builtin()) return;
    if (!specification(type, before).equals(specification(type, now))) {
      long generation = Json.metadata(before).path("generation").asLong();
      Json.metadata(now).put("generation", generation + 1);
    }
  }

  private static ObjectNode specification(ResourceType type, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("metadata");
    if (type.status()) copy.remove("status");
    return copy;
  }

  /// Whether a write would change nothing but who wrote when.
  static boolean same(ObjectNode before, ObjectNode now) {
    return timeless(before).equals(timeless(now));
  }

  private static ObjectNode timeless(ObjectNode object) {
    ObjectNode copy = Json.trusted(Json.bytes(object)); // numbers of one class
    ObjectNode metadata = Json.metadata(copy);
    metadata.remove("resourceVersion");
    metadata.path("managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
    return copy;
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.fields.FieldConflict;
import io.veloflux.standalone.kube.fields.ManagedFields;
import io.veloflux.standalone.kube.fields.Manager;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import io.veloflux.standalone.kube.store.Changed;
import io.veloflux.standalone.kube.store.ObjectKey;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Creates and changes objects. The order is the same for every verb:
///
/// identify → prune → fill defaults → isolate status → validate → count the generation → managed
/// fields → store.
///
/// Any thread may call it: a write that lost a race is worked out anew, unless its sender named the
/// version to be replaced.
final class Writes {
  private static final int MAX_ATTEMPTS = 20;
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Store store;
  private final Clock clock;
  private final RandomGenerator random;
  private final Preparation preparation;

  Writes(Store store, Clock clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.preparation = new Preparation(clock);
  }

  /// What a write led to.
  ///
  /// @param created or changed
  record Written(ObjectNode object, boolean created) {}

  private interface Change {
    /// @param live the caller's own copy
    ObjectNode of(ObjectNode live);
  }

  Written create(Target target, ObjectNode body, WriteOptions options, Consumer<String> warnings) {
    ResourceType type = target.type();
    Preparation.identify(target, body);
    Preparation.prune(type, body, options.unknownFields(), warnings);
    if (!Json.text(Json.metadata(body), "resourceVersion").isEmpty()) {
      throw Statuses.badRequest("resourceVersion should not be set on objects to be created");
    }
    Json.metadata(body).remove("managedFields");
    String prefix = Json.text(Json.metadata(body), "generateName");
    boolean generated = Json.text(Json.metadata(body), "name").isEmpty() && !prefix.isEmpty();
    for (int attempt = 1; ; attempt++) {
      ObjectNode object = body.deepCopy();
      if (generated) Json.metadata(object).put("name", generatedName(prefix));
      try {
        return insert(target, object, options, true);
      } catch (Changed e) {
        if (!generated || attempt == MAX_ATTEMPTS) {
          throw Statuses.alreadyExists(type, Json.text(Json.metadata(object), "name"));
        }
      }
    }
  }

  private String generatedName(String prefix) {
    StringBuilder name = new StringBuilder(prefix);
    name.setLength(Math.min(prefix.length(), 58));
    for (int i = 0; i < 5; i++) {
      name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return name.toString();
  }

  private Written insert(
      Target target, ObjectNode object, WriteOptions options, boolean recordManager)
      throws Changed {
    ResourceType type = target.type();
    preparation.begin(type, object);
    Preparation.complete(type, object);
    Preparation.validate(type, object, null);
    BuiltinRules.settle(type, object, clock.instant());
    if (recordManager) {
      ManagedFields.recordUpdate(null, object, manager(target, options), type.lists());
    }
    ObjectKey key = type.key(target.namespace(), Json.text(Json.metadata(object), "name"));
    if (store.get(key) != null) throw Statuses.alreadyExists(type, key.name());
    takesNewObjects(type, key);
    if (options.dryRun()) return new Written(object, true);
    store.put(key, 0, object, () -> takesNewObjects(type, key));
    return new Written(object, true);
  }

  /// Refuses new objects of a kind or in a namespace that is being deleted.
  private void takesNewObjects(ResourceType type, ObjectKey key) {
    StoredObject definition = store.get(new ObjectKey(Builtins.CRDS, "", type.resource()));
    if (definition != null && definition.deleting()) {
      throw Statuses.methodNotAllowed(
          "create not allowed while custom resource definition is terminating");
    }
    if (!type.namespaced()) return;
    StoredObject namespace = store.get(new ObjectKey(Builtins.NAMESPACES, "", key.namespace()));
    if (namespace == null) throw Statuses.namespaceNotFound(key.namespace());
    if (!namespace.deleting()) return;
    String why = "namespace %s is being terminated".formatted(key.namespace());
    throw Statuses.forbidden(
        type,
        key.name(),
        "unable to create new content in namespace %s because it is being terminated"
            .formatted(key.namespace()),
        List.of(new Cause("NamespaceTerminating", "metadata.namespace", why)));
  }

  Written update(Target target, ObjectNode body, WriteOptions options, Consumer<String> warnings) {
    Preparation.identify(target, body);
    Preparation.prune(target.type(), body, options.unknownFields(), warnings);
    if (!target.type().builtin() && version(body).isEmpty()) {
      throw Statuses.invalid(
          target.type().plural(),
          target.type(),
          target.name(),
          List.of(
              new Cause(
                  Cause.INVALID,
                  "metadata.resourceVersion",
                  "Invalid value: 0: must be specified for an update")));
    }
    Change change =
        live -> {
          expectUid(target, live, body);
          return body.deepCopy();
        };
    return change(target, options, change);
  }

  Written patch(Target target, Patch patch, WriteOptions options, Consumer<String> warnings) {
    Change change =
        live -> {
          ObjectNode next = patch.applyTo(target.type(), live);
          // the version counts only if the patch names it
          if (version(next).equals(version(live)) && !patch.namesVersion()) {
            Json.metadata(next).remove("resourceVersion");
          }
          Preparation.identify(target, next);
          Preparation.prunePatched(target.type(), next, options.unknownFields(), warnings);
          return next;
        };
    return change(target, options, change);
  }

  /// Server-side apply.
  Written apply(
      Target target, ObjectNode applied, WriteOptions options, Consumer<String> warnings) {
    ResourceType type = target.type();
    Preparation.identify(target, applied);
    Preparation.prune(type, applied, options.unknownFields(), warnings);
    if (Json.metadata(applied).path("managedFields").size() > 0) {
      throw Statuses.badRequest("metadata.managedFields must be nil");
    }
    for (int attempt = 0; ; attempt++) {
      try {
        StoredObject live = store.get(target.key());
        if (live != null) {
          Change change =
              now -> {
                ObjectNode next = merged(target, now, applied, options);
                keepExpectations(applied, next);
                return next;
              };
          return replace(target, live, options, change, false);
        }
        if (!target.subresource().isEmpty()) throw Statuses.notFound(type, target.name());
        String uid = Json.text(Json.metadata(applied), "uid");
        if (!uid.isEmpty()) {
          throw Statuses.conflict(
              type,
              target.name(),
              "uid mismatch: the provided object specified uid %s, and no existing object was found"
                  .formatted(uid));
        }
        return insert(target, merged(target, null, applied, options), options, false);
      } catch (Changed e) {
        if (attempt == MAX_ATTEMPTS) throw Statuses.conflict(type, target.name());
      }
    }
  }

  // Merging leaves out what its sender says that it saw.
  private static void keepExpectations(ObjectNode applied, ObjectNode merged) {
    for (String field : List.of("resourceVersion", "uid")) {
      String seen = Json.text(Json.metadata(applied), field);
      if (!seen.isEmpty()) Json.metadata(merged).put(field, seen);
    }
  }

  private ObjectNode merged(
      Target target, @Nullable ObjectNode live, ObjectNode applied, WriteOptions options) {
    try {
      return ManagedFields.apply(
          live, applied, manager(target, options), options.force(), target.type().lists());
    } catch (FieldConflict e) {
      List<Cause> causes =
          e.conflicts().stream()
              .map(c -> new Cause(FieldConflict.REASON, c.field(), c.message()))
              .toList();
      throw Statuses.applyConflict(String.valueOf(e.getMessage()), causes);
    }
  }

  /// Changes what is there, whoever else writes at the same time.
  private Written change(Target target, WriteOptions options, Change change) {
    for (int attempt = 0; ; attempt++) {
      StoredObject live = store.get(target.key());
      if (live == null) throw Statuses.notFound(target.type(), target.name());
      try {
        return replace(target, live, options, change, true);
      } catch (Changed e) {
        if (attempt == MAX_ATTEMPTS) throw Statuses.conflict(target.type(), target.name());
      }
    }
  }

  private Written replace(
      Target target,
      StoredObject stored,
      WriteOptions options,
      Change change,
      boolean recordManager)
      throws Changed {
    ResourceType type = target.type();
    ObjectNode before = type.read(stored);
    ObjectNode now = change.of(before.deepCopy());
    expect(target, before, now);
    Preparation.identify(target, now);
    Metadata.keepServerFields(before, now);
    if (recordManager && !Json.metadata(now).has("managedFields")) {
      Json.copy(Json.metadata(before), Json.metadata(now), "managedFields");
    }
    now = Preparation.isolate(target, before, now);
    Preparation.complete(type, now);
    Preparation.validate(type, now, before);
    BuiltinRules.settle(type, now, clock.instant());
    Preparation.countGeneration(type, before, now);
    if (recordManager) {
      ManagedFields.recordUpdate(before, now, manager(target, options), type.lists());
    }
    if (Preparation.same(before, now)) return new Written(before, false);
    if (options.dryRun()) return new Written(now, false);
    if (Deletions.finished(now)) {
      store.remove(stored.key(), stored.revision(), () -> {});
      return new Written(now, false);
    }
    store.put(stored.key(), stored.revision(), now, () -> {});
    return new Written(now, false);
  }

  /// Compares what the sender says that it saw.
  private static void expect(Target target, ObjectNode before, ObjectNode sent) {
    String version = version(sent);
    if (!version.isEmpty() && !version.equals(version(before))) {
      throw Statuses.conflict(target.type(), target.name());
    }
    String uid = Json.text(Json.metadata(sent), "uid");
    if (!uid.isEmpty() && !uid.equals(Json.text(Json.metadata(before), "uid"))) {
      Cause cause =
          new Cause(
              Cause.INVALID,
              "metadata.uid",
              "Invalid value: \"%s\": field is immutable".formatted(uid));
      throw Statuses.invalid(target.type(), target.name(), List.of(cause));
    }
  }

  /// The uid in a whole object that replaces another is a precondition, not only a field.
  private static void expectUid(Target target, ObjectNode before, ObjectNode sent) {
    String uid = Json.text(Json.metadata(sent), "uid");
    String existing = Json.text(Json.metadata(before), "uid");
    if (!uid.isEmpty() && !uid.equals(existing)) {
      throw Statuses.conflict(
          target.type(),
          target.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, existing));
    }
  }

  private static String version(ObjectNode object) {
    return Json.text(object.path("metadata"), "resourceVersion");
  }

  private Manager manager(Target target, WriteOptions options) {
    return new Manager(
        options.fieldManager(), target.subresource(), target.type().apiVersion(), clock.instant());
  }
}

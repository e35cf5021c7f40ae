package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.Changed;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Deletes objects: at once, or, where finalizers have to be waited for, by a deletion timestamp.
///
/// Any thread may call it.
final class Deletions {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  /// Held by a definition until its objects are gone.
  static final String CUSTOM_RESOURCES = "customresourcecleanup.apiextensions.k8s.io";

  private static final int MAX_ATTEMPTS = 20;

  private final Store store;
  private final Clock clock;

  Deletions(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// @param object its last state
  /// @param gone whether it is removed, or has to wait for its finalizers
  record Deleted(ObjectNode object, boolean gone) {}

  Deleted delete(Target target, DeleteOptions options) {
    ResourceType type = target.type();
    for (int attempt = 0; ; attempt++) {
      StoredObject live = store.get(target.key());
      if (live == null) throw Statuses.notFound(type, target.name());
      try {
        return delete(type, live, options);
      } catch (Changed e) {
        if (attempt == MAX_ATTEMPTS) throw Statuses.conflict(type, target.name());
      }
    }
  }

  /// Deletes what a list has found, as far as it is still there.
  List<ObjectNode> deleteAll(ResourceType type, List<StoredObject> found, DeleteOptions options) {
    List<ObjectNode> deleted = new ArrayList<>();
    for (StoredObject object : found) {
      Target target = new Target(type, object.key().namespace(), object.key().name(), "");
      try {
        deleted.add(delete(target, options).object());
      } catch (StatusException e) {
        if (e.code() != 404) throw e;
      }
    }
    return deleted;
  }

  private Deleted delete(ResourceType type, StoredObject live, DeleteOptions options)
      throws Changed {
    expect(type, live, options);
    ObjectNode object = type.read(live);
    Set<String> finalizers = finalizers(type, object, options.propagation());
    boolean waits = !finalizers.isEmpty() || !object.path("spec").path("finalizers").isEmpty();
    if (options.dryRun()) return new Deleted(object, !waits);
    if (!waits) {
      store.remove(live.key(), live.revision(), () -> {});
      return new Deleted(object, true);
    }
    ObjectNode marked = object.deepCopy();
    mark(type, marked, finalizers);
    if (Preparation.same(object, marked)) return new Deleted(object, false);
    store.put(live.key(), live.revision(), marked, () -> {});
    return new Deleted(marked, false);
  }

  /// Whether an object is being deleted and nothing has to be waited for any more.
  static boolean finished(ObjectNode object) {
    return object.path("metadata").has("deletionTimestamp")
        && object.path("metadata").path("finalizers").isEmpty()
        && object.path("spec").path("finalizers").isEmpty();
  }

  private static void expect(ResourceType type, StoredObject live, DeleteOptions options) {
    String name = live.key().name();
    if (!options.uid().isEmpty() && !options.uid().equals(live.uid())) {
      throw Statuses.conflict(
          type,
          name,
          "the UID in the precondition (%s) does not match the UID in record (%s). The object might"
                  .formatted(options.uid(), live.uid())
              + " have been deleted and then recreated");
    }
    String version = options.resourceVersion();
    if (!version.isEmpty() && !version.equals(Long.toString(live.revision()))) {
      throw Statuses.conflict(
          type,
          name,
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record"
                  .formatted(version)
              + " (%d). The object might have been modified".formatted(live.revision()));
    }
  }

  private static Set<String> finalizers(
      ResourceType type, ObjectNode object, DeleteOptions.Propagation propagation) {
    Set<String> finalizers =
        new LinkedHashSet<>(Json.texts(object.path("metadata").path("finalizers")));
    boolean first = !object.path("metadata").has("deletionTimestamp");
    switch (propagation) {
      case Background -> {
        if (first) finalizers.removeAll(Set.of(FOREGROUND, ORPHAN));
      }
      case Foreground -> {
        finalizers.remove(ORPHAN);
        finalizers.add(FOREGROUND);
      }
      case Orphan -> {
        finalizers.remove(FOREGROUND);
        finalizers.add(ORPHAN);
      }
    }
    if (type.resource().equals(Builtins.CRDS) && first) finalizers.add(CUSTOM_RESOURCES);
    return finalizers;
  }

  private void mark(ResourceType type, ObjectNode object, Set<String> finalizers) {
    ObjectNode metadata = Json.metadata(object);
    if (!metadata.has("deletionTimestamp")) {
      metadata.put("deletionTimestamp", Timestamps.text(clock.instant()));
      metadata.put("deletionGracePeriodSeconds", 0);
      if (metadata.has("generation")) {
        metadata.put("generation", metadata.path("generation").asLong() + 1);
      }
    }
    if (finalizers.isEmpty()) metadata.remove("finalizers");
    else metadata.set("finalizers", Json.array(finalizers));
    if (type.resource().equals(Builtins.NAMESPACES)) {
      Json.child(object, "status").put("phase", "Terminating");
    }
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.Changed;
import io.veloflux.standalone.kube.store.Event;
import io.veloflux.standalone.kube.store.ObjectKey;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finishes what deletions leave behind, as the controller manager does in a Kubernetes cluster:
///
/// - objects whose owners are all gone are deleted; references to single gone owners are dropped,
/// - `foregroundDeletion` and `orphan` finalizers,
/// - the content of namespaces that are being deleted, then the namespaces,
/// - the objects of definitions that are being deleted, then the definitions.
///
/// One thread of its own, fed by the store's events; what it knows of owners is its own index. It
/// begins with everything that is stored, so that a crash leaves nothing half deleted.
final class GarbageCollector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);

  private final Store store;
  private final Catalog catalog;
  private final Deletions deletions;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<String, ObjectKey> byUid = new HashMap<>();
  private final Map<String, Set<ObjectKey>> dependents = new HashMap<>();
  private final Thread thread;

  GarbageCollector(Store store, Catalog catalog, Deletions deletions) {
    this.store = store;
    this.catalog = catalog;
    this.deletions = deletions;
    store.listen(events::add);
    thread = Thread.ofPlatform().daemon().name("garbage-collector").start(this::run);
  }

  private void run() {
    List<StoredObject> all =
        catalog.resources().stream()
            .flatMap(type -> store.list(type.resource(), null).objects().stream())
            .toList();
    all.forEach(this::index);
    all.forEach(object -> safely(object.key(), () -> examine(object)));
    try {
      while (true) {
        Event event = events.take();
        safely(event.now().key(), () -> handle(event));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void safely(ObjectKey key, Task task) {
    try {
      task.run();
    } catch (Changed e) {
      // whoever was faster has left another event
    } catch (StatusException e) {
      if (e.code() != 404) log.warn("cannot clean up after {}: {}", key, e.getMessage());
    } catch (RuntimeException e) {
      log.error("cannot clean up after {}", key, e);
    }
  }

  private interface Task {
    void run() throws Changed;
  }

  private void handle(Event event) throws Changed {
    StoredObject before = event.before();
    if (before != null) before.owners().forEach(owner -> unlink(owner.uid(), before.key()));
    if (event.type() != Event.Type.DELETED) {
      index(event.now());
      examine(event.now());
      return;
    }
    StoredObject gone = event.now();
    byUid.remove(gone.uid());
    for (ObjectKey dependent : Set.copyOf(dependents.getOrDefault(gone.uid(), Set.of()))) {
      StoredObject object = store.get(dependent);
      if (object != null) safely(dependent, () -> examine(object));
    }
    for (StoredObject.Owner owner : gone.owners()) examineAgain(byUid.get(owner.uid()));
    if (!gone.key().namespace().isEmpty()) {
      examineAgain(new ObjectKey(Builtins.NAMESPACES, "", gone.key().namespace()));
    }
    examineAgain(new ObjectKey(Builtins.CRDS, "", gone.key().resource()));
  }

  private void examineAgain(@Nullable ObjectKey key) {
    StoredObject object = key == null ? null : store.get(key);
    if (object != null && object.deleting()) safely(object.key(), () -> examine(object));
  }

  private void index(StoredObject object) {
    byUid.put(object.uid(), object.key());
    for (StoredObject.Owner owner : object.owners()) {
      dependents.computeIfAbsent(owner.uid(), u -> new LinkedHashSet<>()).add(object.key());
    }
  }

  private void unlink(String owner, ObjectKey dependent) {
    Set<ObjectKey> keys = dependents.get(owner);
    if (keys != null && keys.remove(dependent) && keys.isEmpty()) dependents.remove(owner);
  }

  private void examine(StoredObject object) throws Changed {
    ResourceType type = catalog.ofResource(object.key().resource());
    if (type == null) return;
    if (object.deleting()) finish(type, object);
    else collect(type, object);
  }

  // --- objects whose owners are gone

  private void collect(ResourceType type, StoredObject object) throws Changed {
    List<StoredObject.Owner> gone = object.owners().stream().filter(this::isGone).toList();
    if (gone.isEmpty()) return;
    if (gone.size() == object.owners().size()) {
      deletions.delete(target(type, object.key()), DeleteOptions.PLAIN.withUid(object.uid()));
      return;
    }
    for (StoredObject.Owner owner : gone) disown(object, owner.uid());
  }

  // An owner of a kind that is not served here cannot be judged.
  private boolean isGone(StoredObject.Owner owner) {
    return !byUid.containsKey(owner.uid())
        && catalog.ofKind(owner.apiVersion(), owner.kind()).isPresent();
  }

  private void disown(StoredObject object, String owner) throws Changed {
    ObjectNode tree = object.read();
    ObjectNode metadata = Json.metadata(tree);
    ArrayNode owners = metadata.withArrayProperty("ownerReferences");
    for (int i = owners.size() - 1; i >= 0; i--) {
      if (Json.text(owners.path(i), "uid").equals(owner)) owners.remove(i);
    }
    if (owners.isEmpty()) metadata.remove("ownerReferences");
    store.put(object.key(), object.revision(), tree, () -> {});
    unlink(owner, object.key());
  }

  // --- objects that are being deleted

  private void finish(ResourceType type, StoredObject object) throws Changed {
    List<String> finalizers = Json.texts(object.read().path("metadata").path("finalizers"));
    if (finalizers.contains(Deletions.FOREGROUND)) finishForeground(object);
    else if (finalizers.contains(Deletions.ORPHAN)) finishOrphans(object);
    else if (finalizers.contains(Deletions.CUSTOM_RESOURCES)) finishDefinition(object);
    else if (type.resource().equals(Builtins.NAMESPACES)) finishNamespace(object);
  }

  private void finishForeground(StoredObject owner) throws Changed {
    boolean blocked = false;
    for (ObjectKey key : Set.copyOf(dependents.getOrDefault(owner.uid(), Set.of()))) {
      StoredObject dependent = store.get(key);
      ResourceType type = catalog.ofResource(key.resource());
      if (dependent == null || type == null) continue;
      blocked |= blocks(dependent, owner.uid());
      boolean owned = dependent.owners().stream().allMatch(o -> o.uid().equals(owner.uid()));
      if (owned && !dependent.deleting()) {
        deletions.delete(target(type, key), DeleteOptions.FOREGROUND.withUid(dependent.uid()));
      } else if (!owned) {
        disown(dependent, owner.uid());
      }
    }
    if (!blocked) removeFinalizer(owner, Deletions.FOREGROUND);
  }

  private static boolean blocks(StoredObject dependent, String owner) {
    for (JsonNode reference : dependent.read().path("metadata").path("ownerReferences")) {
      if (Json.text(reference, "uid").equals(owner)) {
        return reference.path("blockOwnerDeletion").asBoolean();
      }
    }
    return false;
  }

  private void finishOrphans(StoredObject owner) throws Changed {
    for (ObjectKey key : Set.copyOf(dependents.getOrDefault(owner.uid(), Set.of()))) {
      StoredObject dependent = store.get(key);
      if (dependent != null) disown(dependent, owner.uid());
    }
    removeFinalizer(owner, Deletions.ORPHAN);
  }

  private void removeFinalizer(StoredObject object, String finalizer) throws Changed {
    ObjectNode tree = object.read();
    ObjectNode metadata = Json.metadata(tree);
    List<String> left = Json.texts(metadata.path("finalizers"));
    left.remove(finalizer);
    if (left.isEmpty()) metadata.remove("finalizers");
    else metadata.set("finalizers", Json.array(left));
    put(object, tree);
  }

  private void put(StoredObject object, ObjectNode tree) throws Changed {
    if (Deletions.finished(tree)) store.remove(object.key(), object.revision(), () -> {});
    else store.put(object.key(), object.revision(), tree, () -> {});
  }

  private void finishDefinition(StoredObject definition) throws Changed {
    String resource = definition.key().name();
    ResourceType type = catalog.ofResource(resource);
    List<StoredObject> objects = store.list(resource, null).objects();
    if (type != null) deletions.deleteAll(type, active(objects), DeleteOptions.PLAIN);
    if (store.list(resource, null).objects().isEmpty()) {
      removeFinalizer(definition, Deletions.CUSTOM_RESOURCES);
    }
  }

  private void finishNamespace(StoredObject namespace) throws Changed {
    boolean empty = true;
    for (ResourceType type : catalog.resources()) {
      if (!type.namespaced()) continue;
      List<StoredObject> objects = store.list(type.resource(), namespace.key().name()).objects();
      deletions.deleteAll(type, active(objects), DeleteOptions.PLAIN);
      empty &= store.list(type.resource(), namespace.key().name()).objects().isEmpty();
    }
    if (!empty) return; // each object that goes brings us back here
    ObjectNode tree = namespace.read();
    if (Json.child(tree, "spec").remove("finalizers") != null) put(namespace, tree);
  }

  private static List<StoredObject> active(List<StoredObject> objects) {
    return objects.stream().filter(object -> !object.deleting()).toList();
  }

  private static Target target(ResourceType type, ObjectKey key) {
    return new Target(type, key.namespace(), key.name(), "");
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

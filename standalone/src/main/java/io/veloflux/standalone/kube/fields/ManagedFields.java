package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.fields.Ownership.Operation;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps `metadata.managedFields`, and merges by it.
public final class ManagedFields {
  /// The owner of what was there before anybody was recorded.
  private static final String UNRECORDED = "before-first-apply";

  /// What the API server itself writes.
  private static final List<String> SERVER_SIDE_METADATA =
      List.of(
          "managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink");

  /// Nobody owns these.
  private static final FieldSet UNOWNED =
      FieldSet.of(
          Stream.concat(
                  Stream.of(
                      FieldPath.of("apiVersion"), FieldPath.of("kind"), FieldPath.of("metadata")),
                  Stream.concat(Stream.of("name", "namespace"), SERVER_SIDE_METADATA.stream())
                      .map(name -> FieldPath.of("metadata", name)))
              .toList());

  private ManagedFields() {}

  /// Records a create, update or patch: what differs between `before` and `now` belongs to
  /// `manager` from now on. Writes `now.metadata.managedFields`. Call it when `now` is as it will
  /// be stored: pruned, defaulted, status carried over.
  ///
  /// - Managed fields in `now` are what the client sent: if they are valid, they count instead of
  ///   those of `before`. An empty list forgets all managers. A subresource cannot change them.
  ///
  /// @param before as stored, with its managed fields; absent on create
  public static void recordUpdate(
      @Nullable ObjectNode before, ObjectNode now, Manager manager, ListTypes lists) {
    Owners owners = known(before, now, manager);
    boolean unrecorded = before != null && owners.isEmpty();
    if (!unrecorded) {
      record(bare(before), bare(now), manager, lists.root(), owners);
      owners.limitUpdaters();
    }
    owners.write(now);
  }

  private static Owners known(@Nullable ObjectNode before, ObjectNode now, Manager manager) {
    JsonNode sent = now.path("metadata").path("managedFields");
    if (!manager.subresource().isEmpty()) return Owners.of(before);
    boolean reset =
        sent.isArray() && (sent.isEmpty() || (sent.size() == 1 && sent.path(0).isEmpty()));
    Owners owners = Owners.of(now);
    return reset || !owners.isEmpty() ? owners : Owners.of(before);
  }

  private static void record(
      ObjectNode before, ObjectNode now, Manager manager, MergeType type, Owners owners) {
    Comparison comparison = Comparison.of(type, before, now);
    FieldSet taken = comparison.added().union(comparison.modified());
    owners.changeOthers(null, fields -> fields.minus(taken).minus(comparison.removed()));
    FieldSet mine = taken.minus(UNOWNED);
    if (mine.isEmpty()) return;
    Ownership.Id id = Ownership.Id.of(manager, Operation.Update);
    owners.put(new Ownership(id, manager.apiVersion(), manager.time(), mine.union(owners.of(id))));
  }

  /// Server-side apply: merges `applied` into `live` and drops what `manager` applied before,
  /// applies no longer, and nobody else owns.
  ///
  /// - `live` and `applied` are left alone. `applied` is what the user sent, without defaults. Of
  ///   what it says of status only a write to the subresource takes notice, and that of nothing
  ///   else.
  /// - The result has its managed fields, but no defaults yet: fill them, then validate it. The
  ///   `time` of the manager's entry stays as it was when no field changed, so that applying the
  ///   same again gives an object equal to `live`.
  ///
  /// @param live as stored; absent when apply creates the object
  /// @throws FieldConflict if others own fields that would change, and `force` is not set
  public static ObjectNode apply(
      @Nullable ObjectNode live,
      ObjectNode applied,
      Manager manager,
      boolean force,
      ListTypes lists)
      throws FieldConflict {
    MergeType type = lists.root();
    Owners owners = Owners.of(live);
    ObjectNode old = bare(live);
    ObjectNode config = lists.writable(applied, manager.subresource());
    if (config.path("metadata") instanceof ObjectNode metadata)
      metadata.remove(SERVER_SIDE_METADATA);
    if (live != null && owners.isEmpty()) {
      Manager unrecorded = new Manager(UNRECORDED, "", manager.apiVersion(), manager.time());
      record(JsonNodeFactory.instance.objectNode(), old, unrecorded, type, owners);
    }

    Ownership.Id me = Ownership.Id.of(manager, Operation.Apply);
    FieldSet last = owners.of(me);
    FieldSet mine = Owned.by(type, config);
    owners.put(new Ownership(me, manager.apiVersion(), owners.time(me), mine));
    ObjectNode merged = prune(type, Merge.merge(type, old, config), last, owners.union());
    boolean changed = !Values.same(old, merged);

    Comparison comparison = Comparison.of(type, old, merged);
    FieldSet taken = comparison.added().union(comparison.modified());
    if (!force) refuse(Conflicts.of(owners, me, taken), type, old, manager);
    owners.changeOthers(me, fields -> fields.minus(taken).minus(comparison.removed()));
    owners.put(
        new Ownership(
            me,
            manager.apiVersion(),
            changed ? manager.time() : owners.time(me),
            mine.minus(UNOWNED)));
    if (live != null && ClientSideApply.concerns(manager, merged))
      ClientSideApply.remember(merged, config);
    if (live != null) restoreServerSideMetadata(live, merged);
    owners.write(merged);
    return merged;
  }

  private static void refuse(Conflicts conflicts, MergeType type, ObjectNode live, Manager manager)
      throws FieldConflict {
    Conflicts left =
        ClientSideApply.concerns(manager, live)
            ? conflicts.except(ClientSideApply.unchanged(type, live, manager.apiVersion()))
            : conflicts;
    if (!left.none()) throw left.exception();
  }

  /// Removes what was applied last time and is not owned by anybody now.
  private static ObjectNode prune(
      MergeType type, ObjectNode merged, FieldSet last, FieldSet owned) {
    if (last.isEmpty()) return merged;
    FieldSet before = Owned.withNamedParents(type, last);
    FieldSet all = Owned.withNamedParents(type, Owned.by(type, merged));
    FieldSet left =
        Owned.withNamedParents(type, Owned.by(type, Merge.without(type, merged, before)));
    FieldSet unowned = all.minus(left).minus(Owned.withNamedParents(type, owned));
    ObjectNode pruned = Merge.without(type, merged, unowned);
    FieldSet lost = all.minus(Owned.withNamedParents(type, Owned.by(type, pruned)));
    return Merge.without(type, merged, lost.intersect(before));
  }

  /// A copy without what only the API server writes.
  private static ObjectNode bare(@Nullable ObjectNode object) {
    ObjectNode bare = object == null ? JsonNodeFactory.instance.objectNode() : object.deepCopy();
    if (bare.path("metadata") instanceof ObjectNode metadata)
      metadata.remove((Collection<String>) SERVER_SIDE_METADATA);
    return bare;
  }

  private static void restoreServerSideMetadata(ObjectNode live, ObjectNode merged) {
    ObjectNode metadata = merged.withObjectProperty("metadata");
    for (String name : SERVER_SIDE_METADATA) {
      JsonNode value = live.path("metadata").get(name);
      if (value != null) metadata.set(name, value.deepCopy());
    }
  }
}

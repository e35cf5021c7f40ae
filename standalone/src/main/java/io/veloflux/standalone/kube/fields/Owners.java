package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All who own fields of an object: `metadata.managedFields`, read, changed and written. Used by
/// one thread.
final class Owners {
  /// From here on the oldest who updated are kept as one.
  private static final int MAX_UPDATERS = 10;

  private static final String ANCIENT = "ancient-changes";

  private final Map<Ownership.Id, Ownership> entries = new LinkedHashMap<>();

  /// @param object may be absent or have entries that make no sense: then nobody owns anything
  static Owners of(@Nullable JsonNode object) {
    Owners owners = new Owners();
    if (object == null) return owners;
    try {
      for (JsonNode entry : object.path("metadata").path("managedFields"))
        owners.put(Ownership.read(entry));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      owners.entries.clear(); // as kube-apiserver does
    }
    return owners;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<Ownership> all() {
    return List.copyOf(entries.values());
  }

  FieldSet of(Ownership.Id id) {
    Ownership entry = entries.get(id);
    return entry == null ? FieldSet.EMPTY : entry.fields();
  }

  @Nullable Instant time(Ownership.Id id) {
    Ownership entry = entries.get(id);
    return entry == null ? null : entry.time();
  }

  void put(Ownership entry) {
    if (entry.fields().isEmpty()) entries.remove(entry.id());
    else entries.put(entry.id(), entry);
  }

  void remove(Ownership.Id id) {
    entries.remove(id);
  }

  /// Everybody but `me` owns what `change` makes of it.
  void changeOthers(Ownership.@Nullable Id me, UnaryOperator<FieldSet> change) {
    for (Ownership entry : all()) {
      if (!entry.id().equals(me)) put(entry.with(change.apply(entry.fields())));
    }
  }

  /// What anybody owns.
  FieldSet union() {
    return entries.values().stream().map(Ownership::fields).reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /// Makes one of the oldest who updated, so that an object with ever new managers does not grow
  /// for ever.
  void limitUpdaters() {
    List<Ownership> updaters =
        entries.values().stream()
            .filter(e -> e.id().operation() == Ownership.Operation.Update)
            .sorted(Comparator.comparingLong(Owners::seconds).thenComparing(e -> e.id().toString()))
            .toList();
    int tooMany = updaters.size() - MAX_UPDATERS;
    Map<String, Ownership> first = new HashMap<>();
    for (Ownership updater : updaters) {
      if (tooMany <= 0) return;
      Ownership older = first.get(updater.apiVersion());
      first.put(updater.apiVersion(), updater);
      if (older == null) continue;
      var id = new Ownership.Id(ANCIENT, Ownership.Operation.Update, updater.apiVersion(), "");
      Ownership ancient =
          new Ownership(
              id, updater.apiVersion(), updater.time(), older.fields().union(updater.fields()));
      entries.remove(older.id());
      entries.remove(updater.id());
      put(ancient);
      first.put(updater.apiVersion(), ancient);
      tooMany--;
    }
  }

  private static long seconds(Ownership entry) {
    return entry.time() == null ? 0 : entry.time().getEpochSecond();
  }

  void write(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    metadata.remove("managedFields");
    if (isEmpty()) return;
    ArrayNode array = metadata.putArray("managedFields");
    entries.values().stream()
        .sorted(
            Comparator.comparing((Ownership e) -> e.id().operation().name())
                .thenComparingLong(Owners::seconds)
                .thenComparing(e -> e.id().manager())
                .thenComparing(Ownership::apiVersion)
                .thenComparing(e -> e.id().subresource()))
        .forEach(entry -> array.add(entry.write()));
  }
}

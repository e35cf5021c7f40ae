package io.veloflux.standalone.kube.fields;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Fields that others own and that an apply would change.
record Conflicts(Map<String, FieldSet> byOwner) {

  /// @param changed what the apply changes
  static Conflicts of(Owners owners, Ownership.Id me, FieldSet changed) {
    Map<String, FieldSet> byOwner = new TreeMap<>();
    for (Ownership other : owners.all()) {
      FieldSet fields = other.fields().intersect(changed);
      if (!other.id().equals(me) && !fields.isEmpty())
        byOwner.merge(other.text(), fields, FieldSet::union);
    }
    return new Conflicts(byOwner);
  }

  boolean none() {
    return byOwner.isEmpty();
  }

  FieldSet fields() {
    return byOwner.values().stream().reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /// Without those about `fields`.
  Conflicts except(FieldSet fields) {
    Map<String, FieldSet> left = new TreeMap<>();
    byOwner.forEach((owner, set) -> {
      if (!set.minus(fields).isEmpty()) left.put(owner, set.minus(fields));
    });
    return new Conflicts(left);
  }

  FieldConflict exception() {
    List<FieldConflict.Conflict> causes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    byOwner.forEach((owner, fields) -> {
      lines.add("conflicts with " + owner + ":");
      for (FieldPath path : fields.paths()) {
        causes.add(new FieldConflict.Conflict(path.text(), "conflict with " + owner));
        lines.add("- " + path.text());
      }
    });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
    return new FieldConflict(message, causes);
  }
}

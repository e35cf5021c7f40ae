package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The schema of one version of a kind. Immutable; any thread may use it.
///
/// `apiVersion`, `kind` and `metadata` of an object are not touched and, apart from rules and
/// limits that the schema puts on them, not judged: the API server does that itself.
public final class StructuralSchema {
  private final Shape root;
  private final @Nullable Rules rules;
  private final List<Cause> problems;

  private StructuralSchema(Shape root, @Nullable Rules rules, List<Cause> problems) {
    this.root = root;
    this.rules = rules;
    this.problems = List.copyOf(problems);
  }

  /// Reads a schema and compiles its rules. What is wrong with the schema itself is in [#problems].
  public static StructuralSchema of(JsonNode openAPIV3Schema) {
    Shape root = Shape.of(openAPIV3Schema);
    List<Cause> problems = new ArrayList<>(SchemaProblems.of(openAPIV3Schema));
    Rules rules =
        problems.isEmpty() ? Rules.compile(root, true, "", null, new RuleTypes(), problems) : null;
    return new StructuralSchema(root, rules, problems);
  }

  /// What makes the schema unusable; a CustomResourceDefinition with any is to be refused.
  ///
  /// @param path of the schema, put before each field: `spec.validation.openAPIV3Schema`
  public List<Cause> problems(String path) {
    return problems.stream()
        .map(p ->
            new Cause(p.reason(), path + p.field(), p.message().replace(RuleProblems.SCHEMA, path)))
        .toList();
  }

  /// Drops the fields that the schema does not know.
  ///
  /// @return their paths, `spec.foo` or `spec.paths[0].bar`, sorted
  public List<String> prune(ObjectNode object) {
    return Pruning.prune(object, root);
  }

  /// Fills absent fields that have a default, inside objects that are there. Drops nulls where none
  /// may be.
  public void applyDefaults(ObjectNode object) {
    Defaulting.fill(object, root);
  }

  /// @param before the object that `now` replaces; absent when it is created
  /// @return nothing when `now` is valid
  public List<Cause> validate(ObjectNode now, @Nullable ObjectNode before) {
    List<Cause> causes = new ArrayList<>(Validation.of("", root, now, before));
    causes.addAll(EmbeddedResources.problems(root, now));
    return withRules(causes, now, before);
  }

  /// Validates a write to the status subresource: nothing but `status` is judged, though rules may
  /// look at everything.
  public List<Cause> validateStatus(ObjectNode now, @Nullable ObjectNode before) {
    JsonNode status = now.get("status");
    Shape shape = root.properties().get("status");
    if (status == null || shape == null) return withRules(List.of(), now, before);
    JsonNode was = before == null ? null : before.get("status");
    return withRules(Validation.of("status", shape, status, was), now, before);
  }

  private List<Cause> withRules(List<Cause> found, ObjectNode now, @Nullable ObjectNode before) {
    List<Cause> causes = new ArrayList<>(found);
    if (before == null || ListKeys.duplicates(root, before).isEmpty())
      causes.addAll(ListKeys.duplicates(root, now));
    if (rules == null) return causes;
    if (causes.stream().anyMatch(Cause::blocksRules)) {
      causes.add(
          Cause.invalid(
              Cause.NO_FIELD,
              "null",
              "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
    } else {
      causes.addAll(rules.violations(now, before));
    }
    return causes;
  }
}

package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rules of one shape and of everything in it. Immutable; any thread may use it.
///
/// @param properties only those with rules in them, and likewise the rest
record Rules(
    Shape shape,
    boolean resource,
    List<Rule> rules,
    Map<String, Rules> properties,
    @Nullable Rules additional,
    @Nullable Rules items) {

  /// @param path of the schema, for problems
  /// @param loose path of the list around it whose items have no counterparts in an older object;
  ///   absent if there is none
  /// @return null if there is no rule in `shape`
  static @Nullable Rules compile(
      Shape shape,
      boolean resource,
      String path,
      @Nullable String loose,
      RuleTypes types,
      List<Cause> problems) {
    if (!shape.anywhere(s -> !s.rules().isEmpty())) return null;
    Map<String, Rules> properties = new TreeMap<>();
    shape
        .properties()
        .forEach((name, field) -> {
          String below = path + ".properties[" + name + "]";
          Rules rules = compile(field, field.embeddedResource(), below, loose, types, problems);
          if (rules != null) properties.put(name, rules);
        });
    Shape more = shape.additionalShape();
    Shape items = shape.items();
    String inItems = shape.listType().equals("map") ? loose : path;
    return new Rules(
        shape,
        resource,
        own(shape, resource, path + ".x-kubernetes-validations", loose, types, problems),
        properties,
        more == null
            ? null
            : compile(
                more,
                more.embeddedResource(),
                path + ".additionalProperties",
                loose,
                types,
                problems),
        items == null
            ? null
            : compile(items, items.embeddedResource(), path + ".items", inItems, types, problems));
  }

  private static List<Rule> own(
      Shape shape,
      boolean resource,
      String path,
      @Nullable String loose,
      RuleTypes types,
      List<Cause> problems) {
    if (shape.rules().isEmpty()) return List.of();
    CelType self = types.of(shape, resource);
    if (self == null) {
      String detail = "failed to convert to declType for CEL validation rules";
      problems.add(new Cause("InternalError", path, "Internal error: " + detail));
      return List.of();
    }
    RuleCompiler compiler = new RuleCompiler(self, types);
    List<Rule> rules = new ArrayList<>();
    for (JsonNode entry : shape.rules()) {
      RuleProblems at = new RuleProblems(path + "[" + rules.size() + "]", entry, problems);
      Rule rule = Rule.of(entry, compiler, at);
      if (rule.usesOldSelf() && loose != null) at.uncorrelatable(loose);
      rules.add(rule);
    }
    return rules;
  }

  /// @param before what `now` replaces, absent if nothing
  List<Cause> violations(JsonNode now, @Nullable JsonNode before) {
    List<Cause> causes = new ArrayList<>();
    walk("", now, before, causes);
    return causes;
  }

  private void walk(String path, JsonNode now, @Nullable JsonNode before, List<Cause> causes) {
    if (now.isNull()) return;
    if (!rules.isEmpty()) ask(path, now, before, causes);
    if (now.isObject()) {
      for (Map.Entry<String, JsonNode> entry : now.properties()) {
        Rules below =
            properties.getOrDefault(
                entry.getKey(), shape.properties().containsKey(entry.getKey()) ? null : additional);
        if (below == null) continue;
        JsonNode counterpart = before == null ? null : before.get(entry.getKey());
        below.walk(
            ListKeys.child(shape, path, entry.getKey()), entry.getValue(), counterpart, causes);
      }
    } else if (now.isArray() && items != null) {
      for (int i = 0; i < now.size(); i++) {
        items.walk(
            path + "[" + i + "]",
            now.path(i),
            ListKeys.counterpart(shape, now.path(i), before),
            causes);
      }
    }
  }

  private void ask(String path, JsonNode now, @Nullable JsonNode before, List<Cause> causes) {
    boolean unchanged = before != null && Json.same(now, before);
    boolean isNew = before == null || before.isNull();
    Map<String, Object> variables = variables(now, before);
    Map<String, Object> withOptional = new HashMap<>(variables);
    withOptional.put("oldSelf", Optional.ofNullable(variables.get("oldSelf")));
    String field = path.isEmpty() ? Cause.NO_FIELD : path;
    for (Rule rule : rules) {
      if (isNew && !rule.judgesNewValues()) continue;
      try {
        if (rule.holds(rule.oldSelfIsOptional() ? withOptional : variables)) continue;
        // what was wrong before may stay as it is
        if (unchanged && !rule.usesOldSelf()) continue;
        causes.add(rule.cause(blamed(path, rule), scalar(now), rule.explain(variables)));
      } catch (CelEvaluationException e) {
        causes.add(
            Cause.invalid(field, GoText.quote(shape.type()), RuleFailure.text(e, rule.name())));
      }
    }
  }

  private Map<String, Object> variables(JsonNode now, @Nullable JsonNode before) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", RuleValues.of(now, shape));
    if (before != null && !before.isNull()) variables.put("oldSelf", RuleValues.of(before, shape));
    return variables;
  }

  private static String blamed(String path, Rule rule) {
    if (rule.path().isEmpty()) return path.isEmpty() ? Cause.NO_FIELD : path;
    return path.isEmpty() && rule.path().startsWith(".")
        ? rule.path().substring(1)
        : path + rule.path();
  }

  /// Messages show the value only if it is short.
  private @Nullable String scalar(JsonNode value) {
    return value.isContainerNode() ? null : GoText.value(value);
  }
}

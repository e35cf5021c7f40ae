package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Holds an object against a schema, rules aside. One walk through one object.
///
/// What is as it was is never an error ("ratcheting"): an object that was accepted under an older
/// schema can still be changed elsewhere.
final class Validation {
  private static final String NULL = "null";

  private final String prefix;
  private final List<Cause> causes = new ArrayList<>();

  private Validation(String prefix) {
    this.prefix = prefix;
  }

  /// @param prefix path of `now` in the whole object; messages name fields from `now` on, as
  ///   kube-apiserver's do
  /// @param before what `now` replaces; absent if nothing
  static List<Cause> of(String prefix, Shape shape, JsonNode now, @Nullable JsonNode before) {
    Validation validation = new Validation(prefix);
    validation.value(shape, "", now, before);
    return validation.causes;
  }

  private void value(Shape shape, String path, JsonNode now, @Nullable JsonNode before) {
    if (before != null && Json.same(now, before)) return;
    type(shape, path, now);
    if (!now.isNull()) {
      alternatives(shape.limits(), path, now);
      switch (Json.typeOf(now)) {
        case "string" ->
            new ScalarChecks(this::add, field(path), path).string(shape.limits(), now.textValue());
        case "integer", "number" ->
            new ScalarChecks(this::add, field(path), path).number(shape, now);
        case "array" -> array(shape, path, now, before);
        case "object" -> object(shape, path, now, before);
        default -> {}
      }
    }
    enumeration(shape.limits(), path, now);
  }

  private void type(Shape shape, String path, JsonNode now) {
    List<String> types = shape.types();
    String found = Json.typeOf(now);
    String format = shape.limits().format();
    if (found.equals(NULL)) {
      if (!types.isEmpty() && !shape.nullable()) wrongType(path, String.join(",", types), NULL);
      return;
    }
    boolean fits =
        types.contains(found)
            || (types.contains("integer") && Json.isInteger(now))
            || (types.contains("number") && found.equals("integer"));
    if (fits || types.isEmpty()) return;
    boolean scalar = !found.equals("string") && !found.equals("array");
    if (scalar && !format.isEmpty()) {
      wrongType(path, format, now.isIntegralNumber() ? "int64" : now.isNumber() ? "float64" : "");
    } else {
      wrongType(path, String.join(",", types), found);
    }
  }

  private void wrongType(String path, String expected, String found) {
    String shown = GoText.quote(found);
    add(
        Cause.wrongType(
            field(path),
            shown,
            "%s in body must be of type %s: %s".formatted(path, expected, shown)));
  }

  private void alternatives(Limits limits, String path, JsonNode now) {
    if (!limits.anyOf().isEmpty()) {
      List<List<Cause>> tries =
          limits.anyOf().stream().map(shape -> attempt(shape, path, now)).toList();
      if (tries.stream().noneMatch(List::isEmpty)) {
        whole("%s must validate at least one schema (anyOf)", path);
        causes.addAll(tries.getFirst());
      }
    }
    if (!limits.oneOf().isEmpty()) {
      List<List<Cause>> tries =
          limits.oneOf().stream().map(shape -> attempt(shape, path, now)).toList();
      long valid = tries.stream().filter(List::isEmpty).count();
      if (valid == 0) {
        whole("%s must validate one and only one schema (oneOf). Found none valid", path);
        causes.addAll(tries.getFirst());
      } else if (valid > 1) {
        whole(
            "%s must validate one and only one schema (oneOf). Found "
                + valid
                + " valid alternatives",
            path);
      }
    }
    if (!limits.allOf().isEmpty()) {
      List<List<Cause>> tries =
          limits.allOf().stream().map(shape -> attempt(shape, path, now)).toList();
      tries.forEach(causes::addAll);
      if (tries.stream().noneMatch(List::isEmpty)) {
        whole("%s must validate all the schemas (allOf). None validated", path);
      } else if (!tries.stream().allMatch(List::isEmpty)) {
        whole("%s must validate all the schemas (allOf)", path);
      }
    }
    if (limits.not() != null && attempt(limits.not(), path, now).isEmpty()) {
      whole("%s must not validate the schema (not)", path);
    }
  }

  private List<Cause> attempt(Shape shape, String path, JsonNode now) {
    Validation attempt = new Validation(prefix);
    attempt.value(shape, path, now, null);
    return attempt.causes;
  }

  private void whole(String sentence, String path) {
    String field = prefix.isEmpty() ? Cause.NO_FIELD : prefix;
    add(Cause.invalid(field, "\"\"", sentence.formatted(GoText.quote(path))));
  }

  private void array(Shape shape, String path, JsonNode now, @Nullable JsonNode before) {
    if (shape.items() != null) {
      for (int i = 0; i < now.size(); i++) {
        value(
            shape.items(),
            path + "[" + i + "]",
            now.path(i),
            ListKeys.counterpart(shape, now.path(i), before));
      }
    }
    Long min = shape.limits().minItems();
    Long max = shape.limits().maxItems();
    if (min != null && now.size() < min) {
      String detail = "%s in body should have at least %d items".formatted(path, min);
      add(Cause.invalid(field(path), "" + now.size(), detail));
    }
    if (max != null && now.size() > max) add(Cause.tooMany(field(path), now.size(), max));
  }

  private void object(Shape shape, String path, JsonNode now, @Nullable JsonNode before) {
    Limits limits = shape.limits();
    if (limits.minProperties() != null && now.size() < limits.minProperties()) {
      String detail =
          "%s in body should have at least %d properties".formatted(path, limits.minProperties());
      add(Cause.invalid(field(path), "" + now.size(), detail));
    }
    if (limits.maxProperties() != null && now.size() > limits.maxProperties()) {
      add(Cause.tooMany(field(path), now.size(), limits.maxProperties()));
    }
    Set<Map.Entry<String, JsonNode>> fields = now.properties();
    for (Map.Entry<String, JsonNode> field : fields) {
      Shape of = shape.field(field.getKey());
      if (of == null) continue;
      JsonNode counterpart = before == null ? null : before.get(field.getKey());
      value(of, child(path, field.getKey()), field.getValue(), counterpart);
    }
    for (String name : limits.required()) {
      if (!now.has(name)) add(Cause.required(field(child(path, name)), ""));
    }
  }

  private void enumeration(Limits limits, String path, JsonNode now) {
    List<JsonNode> allowed = limits.enumeration();
    if (allowed.isEmpty() || allowed.stream().anyMatch(value -> Json.same(value, now))) return;
    List<String> words =
        allowed.stream().map(v -> v.isTextual() ? v.textValue() : GoText.json(v)).toList();
    add(Cause.notSupported(field(path), now, words));
  }

  private void add(Cause cause) {
    if (!causes.contains(cause)) causes.add(cause);
  }

  private String field(String path) {
    if (prefix.isEmpty()) return path.isEmpty() ? Cause.NO_FIELD : path;
    return path.isEmpty() ? prefix : child(prefix, path);
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}

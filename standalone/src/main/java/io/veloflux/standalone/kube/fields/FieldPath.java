package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The way from an object to one of its fields or list items.
///
/// @param steps as fieldsV1 writes them: `f:spec`, `k:{"type":"Ready"}` (the item with these keys),
///   `v:"a"` (the item of a set)
record FieldPath(List<String> steps) implements Comparable<FieldPath> {
  static final FieldPath ROOT = new FieldPath(List.of());

  static FieldPath of(String... names) {
    FieldPath path = ROOT;
    for (String name : names) path = path.then(field(name));
    return path;
  }

  static String field(String name) {
    return "f:" + name;
  }

  static String item(JsonNode value) {
    return "v:" + Values.json(value);
  }

  static String item(Map<String, JsonNode> keys) {
    return "k:" + Values.json(keys);
  }

  /// The same step in its one spelling: clients may write keys in any order.
  ///
  /// @throws IllegalArgumentException if it is none
  static String normal(String step) {
    return switch (step.length() < 2 ? "" : step.substring(0, 2)) {
      case "f:", "i:" -> step;
      case "v:", "k:" -> step.substring(0, 2) + Values.json(Values.read(step.substring(2)));
      default -> throw new IllegalArgumentException("no path element: " + step);
    };
  }

  FieldPath then(String step) {
    List<String> more = new ArrayList<>(steps.size() + 1);
    more.addAll(steps);
    more.add(step);
    return new FieldPath(more);
  }

  boolean startsWith(FieldPath other) {
    return steps.size() >= other.steps.size()
        && steps.subList(0, other.steps.size()).equals(other.steps);
  }

  /// As messages have it: `.status.conditions[type="Ready"].reason`.
  String text() {
    return steps.stream().map(FieldPath::text).collect(Collectors.joining());
  }

  private static String text(String step) {
    String rest = step.substring(2);
    return switch (step.charAt(0)) {
      case 'f' -> "." + rest;
      case 'k' -> keys(rest);
      case 'v' -> "[=" + rest + "]";
      default -> "[" + rest + "]";
    };
  }

  private static String keys(String json) {
    return Values.read(json).properties().stream()
        .map(e -> e.getKey() + "=" + Values.json(e.getValue()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public int compareTo(FieldPath other) {
    for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
      int order = steps.get(i).compareTo(other.steps.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(steps.size(), other.steps.size());
  }
}

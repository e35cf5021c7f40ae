package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSONPath of printer columns and selectable fields, compiled.
///
/// - Steps: `.field`, `.escaped\.field`, `['field']`, `[0]`, `[-1]`, `[*]`, `[?(@.type=="Ready")]`
///   with `==` or `!=` and a text, number or truth value.
/// - Example: `.status.conditions[?(@.type=="Ready")].status`
public final class JsonPath {
  private final List<Step> steps;

  private sealed interface Step {
    record Field(String name) implements Step {}

    record Index(int index) implements Step {}

    record Every() implements Step {}

    record Filter(JsonPath path, boolean equal, String value) implements Step {}
  }

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// @throws IllegalArgumentException with a message for the author of the path
  public static JsonPath of(String text) {
    Parser parser = new Parser(text);
    return new JsonPath(parser.steps());
  }

  /// What the path leads to, none when nothing is there.
  public List<JsonNode> find(JsonNode root) {
    List<JsonNode> found = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : found) follow(step, node, next);
      found = next;
    }
    return found;
  }

  private static void follow(Step step, JsonNode node, List<JsonNode> into) {
    switch (step) {
      case Step.Field(String name) -> add(node.get(name), into);
      case Step.Index(int index) -> add(node.get(index < 0 ? node.size() + index : index), into);
      case Step.Every() -> node.forEach(into::add);
      case Step.Filter(JsonPath path, boolean equal, String value) -> {
        for (JsonNode element : node) {
          List<JsonNode> asked = path.find(element);
          if (!asked.isEmpty() && asked.getFirst().asText().equals(value) == equal) {
            into.add(element);
          }
        }
      }
    }
  }

  private static void add(@Nullable JsonNode node, List<JsonNode> into) {
    if (node != null && !node.isNull()) into.add(node);
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '.') {
          at++;
          String name = name();
          if (!name.isEmpty()) steps.add(new Step.Field(name));
          else if (at < text.length() && text.charAt(at) != '[') throw bad("a name is missing");
        } else if (c == '[') {
          steps.add(bracket());
        } else {
          throw bad("expected . or [");
        }
      }
      return steps;
    }

    private String name() {
      StringBuilder name = new StringBuilder();
      while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) at++;
        name.append(text.charAt(at++));
      }
      return name.toString();
    }

    private Step bracket() {
      int end = closing();
      String inside = text.substring(at + 1, end).strip();
      at = end + 1;
      if (inside.equals("*")) return new Step.Every();
      if (inside.startsWith("?(") && inside.endsWith(")")) {
        return filter(inside.substring(2, inside.length() - 1));
      }
      if (inside.length() > 1 && "'\"".indexOf(inside.charAt(0)) >= 0) {
        return new Step.Field(unquoted(inside));
      }
      try {
        return new Step.Index(Integer.parseInt(inside));
      } catch (NumberFormatException e) {
        throw bad("[" + inside + "] is not supported");
      }
    }

    // The bracket that closes the one at `at`, quotes aside.
    private int closing() {
      char quote = 0;
      for (int i = at + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quote != 0) {
          if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == ']') {
          return i;
        }
      }
      throw bad("] is missing");
    }

    private Step filter(String condition) {
      int operator = condition.indexOf("==");
      boolean equal = operator >= 0;
      if (!equal) operator = condition.indexOf("!=");
      String left = operator < 0 ? "" : condition.substring(0, operator).strip();
      if (!left.startsWith("@")) throw bad("[?(" + condition + ")] is not supported");
      String right = condition.substring(operator + 2).strip();
      return new Step.Filter(JsonPath.of(left.substring(1)), equal, unquoted(right));
    }

    private static String unquoted(String text) {
      boolean quoted =
          text.length() > 1
              && "'\"".indexOf(text.charAt(0)) >= 0
              && text.charAt(0) == text.charAt(text.length() - 1);
      return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private IllegalArgumentException bad(String why) {
      return new IllegalArgumentException("JSONPath " + text + ": " + why);
    }
  }
}

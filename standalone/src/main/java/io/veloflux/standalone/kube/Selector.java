package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.veloflux.standalone.kube.json.JsonPath;
import io.veloflux.standalone.kube.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which objects of a collection are asked for: `labelSelector` and `fieldSelector`.
final class Selector {
  private static final Pattern SET =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
  private static final Pattern COMPARISON =
      Pattern.compile("\\s*([^\\s!=<>]+)\\s*(==?|!=|<|>)\\s*(.*?)\\s*");
  private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*([^\\s!=<>(),]+)\\s*");

  // Field selectors of builtin kinds beside name and namespace.
  private static final Map<String, Set<String>> BUILTIN_FIELDS =
      Map.of(
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          "namespaces",
          Set.of("status.phase"),
          "secrets",
          Set.of("type"),
          "services",
          Set.of("spec.clusterIP", "spec.type"));

  private final List<Predicate<Map<String, String>>> labels;
  private final List<Predicate<StoredObject>> fields;

  private Selector(
      List<Predicate<Map<String, String>>> labels, List<Predicate<StoredObject>> fields) {
    this.labels = labels;
    this.fields = fields;
  }

  static Selector of(ResourceType type, String labelSelector, String fieldSelector) {
    return new Selector(labels(labelSelector), fields(type, fieldSelector));
  }

  boolean all() {
    return labels.isEmpty() && fields.isEmpty();
  }

  boolean matches(StoredObject object) {
    return labels.stream().allMatch(term -> term.test(object.labels()))
        && fields.stream().allMatch(term -> term.test(object));
  }

  private static List<Predicate<Map<String, String>>> labels(String selector) {
    List<Predicate<Map<String, String>>> terms = new ArrayList<>();
    // commas inside parentheses belong to a set
    for (String term : selector.split(",(?![^(]*\\))", -1)) {
      if (!term.isBlank()) terms.add(label(term));
    }
    return terms;
  }

  private static Predicate<Map<String, String>> label(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      String key = set.group(1);
      Set<String> values =
          Arrays.stream(set.group(3).split(",")).map(String::strip).collect(Collectors.toSet());
      boolean in = set.group(2).equals("in");
      return labels -> in == (labels.containsKey(key) && values.contains(labels.get(key)));
    }
    Matcher comparison = COMPARISON.matcher(term);
    if (comparison.matches()) {
      String key = comparison.group(1);
      String value = comparison.group(3);
      return switch (comparison.group(2)) {
        case "!=" -> labels -> !value.equals(labels.get(key));
        case "<" -> labels -> compares(labels.get(key), value) < 0;
        case ">" -> labels -> compares(labels.get(key), value) > 0;
        default -> labels -> value.equals(labels.get(key));
      };
    }
    Matcher existence = EXISTENCE.matcher(term);
    if (existence.matches()) {
      boolean wanted = existence.group(1).isEmpty();
      return labels -> labels.containsKey(existence.group(2)) == wanted;
    }
    throw Statuses.badRequest("unable to parse requirement: " + term);
  }

  private static int compares(@Nullable String label, String value) {
    try {
      return label == null ? 0 : Long.compare(Long.parseLong(label), Long.parseLong(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static List<Predicate<StoredObject>> fields(ResourceType type, String selector) {
    List<Predicate<StoredObject>> terms = new ArrayList<>();
    for (String term : selector.split(",", -1)) {
      if (!term.isBlank()) terms.add(field(type, term));
    }
    return terms;
  }

  private static Predicate<StoredObject> field(ResourceType type, String term) {
    Matcher comparison = COMPARISON.matcher(term);
    if (!comparison.matches() || "<>".contains(comparison.group(2))) {
      throw Statuses.badRequest(
          "invalid selector: '%s'; can't understand '%s'".formatted(term, term));
    }
    String field = comparison.group(1);
    String value = comparison.group(3);
    boolean equal = !comparison.group(2).equals("!=");
    if (field.equals("metadata.name")) return o -> o.key().name().equals(value) == equal;
    if (field.equals("metadata.namespace")) {
      return o -> o.key().namespace().equals(value) == equal;
    }
    boolean selectable =
        type.selectableFields().contains("." + field)
            || (type.builtin()
                && BUILTIN_FIELDS.getOrDefault(type.resource(), Set.of()).contains(field));
    if (!selectable) {
      throw Statuses.badRequest("field label not supported: " + field);
    }
    JsonPath path = JsonPath.of(field.equals("source") ? ".source.component" : "." + field);
    return o -> text(path.find(o.read())).equals(value) == equal;
  }

  private static String text(List<JsonNode> found) {
    return found.isEmpty() ? "" : found.getFirst().asText();
  }
}

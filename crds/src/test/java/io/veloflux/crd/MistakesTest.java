package io.veloflux.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule of the schemas has a file under `mistakes` that breaks it. That the file is refused,
/// and with the message of its first line, is asked of the API servers, in the tests of
/// `standalone`.
class MistakesTest {
  private static final Path MISTAKES = Path.of("src/test/resources/mistakes");
  private static final String REFUSED = "# refused: ";

  static List<String> kinds() {
    return CrdYaml.KINDS.stream().map(Class::getSimpleName).toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyRuleIsBrokenByAFile(String kind) throws IOException {
    List<String> refusals = refusals(kind);
    List<String> unbroken =
        rules(kind).stream()
            .filter(rule -> refusals.stream().noneMatch(refusal -> refusal.startsWith(rule)))
            .toList();
    assertEquals(List.of(), unbroken, "add a file to crds/" + MISTAKES + " for each");
  }

  /// The beginnings of the API server's messages, with list indexes as `[]`.
  private static List<String> rules(String kind) throws IOException {
    Path yaml = Path.of(kind.toLowerCase(Locale.ROOT) + "s.veloflux.io.yaml");
    JSONSchemaProps root =
        Serialization.unmarshal(Files.readString(yaml), CustomResourceDefinition.class)
            .getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema();
    List<String> rules = new ArrayList<>();
    rules.add("spec: Required value");
    root.getXKubernetesValidations()
        .forEach(rule -> rules.add("<nil>: Invalid value: " + rule.getMessage()));
    collect("spec", root.getProperties().get("spec"), rules);
    return rules;
  }

  private static void collect(String path, JSONSchemaProps schema, List<String> rules) {
    String invalid = path + ": Invalid value: ";
    String body = ": " + path + " in body should ";
    schema.getRequired().forEach(name -> rules.add(path + "." + name + ": Required value"));
    for (var rule : schema.getXKubernetesValidations()) {
      String field = rule.getFieldPath() == null ? "" : rule.getFieldPath();
      rules.add(path + field + ": Invalid value: " + rule.getMessage());
    }
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      rules.add(path + ": Unsupported value: ");
    }
    if (schema.getMaxLength() != null) rules.add(path + ": Too long: ");
    if (schema.getMaxItems() != null) rules.add(path + ": Too many: ");
    if (schema.getMinItems() != null) rules.add(invalid + "0" + body + "have at least ");
    if (schema.getMinLength() != null) rules.add(invalid + "\"\"" + body + "be at least ");
    if (schema.getMinimum() != null) {
      rules.add(invalid + (schema.getMinimum().longValue() - 1) + body + "be greater than ");
    }
    if (schema.getMaximum() != null) {
      rules.add(invalid + (schema.getMaximum().longValue() + 1) + body + "be less than ");
    }
    if (schema.getPattern() != null) rules.add(invalid + "…" + body + "match");
    schema.getProperties().forEach((name, part) -> collect(path + "." + name, part, rules));
    if (schema.getItems() != null) collect(path + "[]", schema.getItems().getSchema(), rules);
  }

  private static List<String> refusals(String kind) throws IOException {
    List<String> refusals = new ArrayList<>();
    try (Stream<Path> files = Files.list(MISTAKES)) {
      for (Path file : files.sorted().toList()) {
        String first = Files.readAllLines(file).getFirst();
        assertTrue(first.startsWith(REFUSED), file + " says in its first line what is expected");
        if (!file.getFileName().toString().startsWith(kind.toLowerCase(Locale.ROOT) + "-"))
          continue;
        String refusal = first.substring(REFUSED.length()).replaceAll("\\[[0-9]+]", "[]");
        refusals.add(
            refusal.endsWith("in body should match")
                ? refusal.replaceFirst("Invalid value: \".*\": ", "Invalid value: …: ")
                : refusal);
      }
    }
    return refusals;
  }
}

package io.veloflux.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the CRD YAML from the records, with what no annotation can say.
final class CrdYaml {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(Tenant.class, LoadBalancer.class, Pool.class, Backend.class, Route.class);

  private CrdYaml() {}

  /// File name → text, for every kind.
  ///
  /// @param folder an empty one to work in
  static Map<String, String> generate(Path folder) throws IOException {
    CRDGenerator generator = new CRDGenerator();
    generator
        .customResourceClasses(List.copyOf(KINDS))
        .forCRDVersions("v1")
        .withMinQuotes(true)
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                return finish((CustomResourceDefinition) crd);
              }
            })
        .inOutputDir(folder.toFile())
        .detailedGenerate();
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> made = Files.list(folder)) {
      for (Path file : made.toList()) {
        files.put(
            file.getFileName().toString().replace("-v1.yml", ".yaml"), Files.readString(file));
      }
    }
    return files;
  }

  private static HasMetadata finish(CustomResourceDefinition definition) {
    Class<?> kind =
        KINDS.stream()
            .filter(k -> k.getSimpleName().equals(definition.getSpec().getNames().getKind()))
            .findFirst()
            .orElseThrow();
    for (CustomResourceDefinitionVersion v : definition.getSpec().getVersions()) {
      orderColumns(kind, v);
      JSONSchemaProps root = v.getSchema().getOpenAPIV3Schema();
      root.setXKubernetesValidations(
          Stream.of(kind.getAnnotationsByType(ValidationRule.class))
              .map(rule ->
                  new ValidationRuleBuilder()
                      .withRule(rule.value())
                      .withMessage(rule.message())
                      .build())
              .toList());
      root.setRequired(
          List.of("spec")); // an object without one would be accepted, with no default filled
      JSONSchemaProps conditions =
          root.getProperties().get("status").getProperties().get("conditions");
      conditions.setXKubernetesListType("map"); // else applying one condition replaces them all
      conditions.setXKubernetesListMapKeys(List.of("type"));
      walk(root);
    }
    return definition;
  }

  /// The generator sorts columns by JSONPath; people read them in the order in which the kind names
  /// them.
  private static void orderColumns(Class<?> kind, CustomResourceDefinitionVersion version) {
    List<String> names =
        Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    var columns = new ArrayList<>(version.getAdditionalPrinterColumns());
    columns.sort(Comparator.comparingInt(c -> names.indexOf(c.getName())));
    version.setAdditionalPrinterColumns(columns);
  }

  /// `Unknown` is what a reader makes of a word of a newer version; nobody may write it.
  private static void walk(JSONSchemaProps schema) {
    if (schema.getEnum() != null) {
      schema.setEnum(
          schema.getEnum().stream().filter(word -> !"Unknown".equals(word.asText())).toList());
    }
    if (schema.getProperties() != null) schema.getProperties().values().forEach(CrdYaml::walk);
    if (schema.getItems() != null && schema.getItems().getSchema() != null)
      walk(schema.getItems().getSchema());
  }
}

package io.veloflux.crd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The API stands on its own, and an object of a newer version never stops an informer.
@AnalyzeClasses(packages = "io.veloflux.crd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoOtherModule =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson.annotation..",
              "io.fabric8.crd.generator.annotation..",
              "io.fabric8.generator.annotation..",
              "io.fabric8.kubernetes.api.model..",
              "io.fabric8.kubernetes.model..",
              "io.fabric8.kubernetes.client",
              "io.veloflux.crd");

  @ArchTest
  static final ArchRule everyRecordIgnoresWhatANewerVersionAdds =
      classes().that().areRecords().should().beAnnotatedWith(JsonIgnoreProperties.class);
}

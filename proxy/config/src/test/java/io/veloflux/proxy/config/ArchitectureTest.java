package io.veloflux.proxy.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What stands between operator and proxy depends on neither.
@AnalyzeClasses(packages = "io.veloflux", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsOnlyJsonAndItself =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.security.auth.x500..", // names in certificates
              "org.jspecify..",
              "com.fasterxml.jackson..",
              "io.veloflux.proxy.config",
              "io.veloflux.proxy.pem",
              "io.veloflux.proxy.state");
}

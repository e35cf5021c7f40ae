package io.veloflux.operator;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The SDK loses a change that happens while it writes, so it must not write.
@AnalyzeClasses(
    packages = "io.veloflux.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ReconcileRulesTest {
  @ArchTest
  static final ArchRule onlyReconcileKnowsTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.veloflux.operator.reconcile")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule theSdkWritesNothing =
      noClasses()
          .should()
          .callMethodWhere(
              target(nameMatching("patch.*|update.*"))
                  .and(target(owner(HasName.Predicates.nameMatching(".*\\.UpdateControl")))))
          .orShould()
          .callMethodWhere(target(nameMatching("resourceOperations")))
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("Cleaner");
}

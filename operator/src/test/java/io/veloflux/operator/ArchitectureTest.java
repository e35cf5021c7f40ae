package io.veloflux.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// The operator's layout: change a rule together with the reason that stands in it.
@AnalyzeClasses(
    packages = "io.veloflux.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String COMPILE = "io.veloflux.operator.compile..";

  /// Literals are parsed by it; nothing is looked up.
  private static final List<String> ADDRESSES =
      List.of("java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address");

  @ArchTest
  static final ArchRule compileKnowsNoClientThreadOrDevice =
      noClasses()
          .that()
          .resideInAPackage(COMPILE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.fabric8.kubernetes.client..",
                      "io.javaoperatorsdk..",
                      "io.micrometer..",
                      "org.slf4j..",
                      "java.io..",
                      "java.net..",
                      "java.nio.file..",
                      "java.nio.channels..",
                      "java.util.concurrent..",
                      "java.util.random..")
                  .and(DescribedPredicate.not(oneOf(ADDRESSES))))
          .because("compile is pure: the same objects give the same bytes");

  @ArchTest
  static final ArchRule compileAsksNeitherClockNorRandomNorEnvironment =
      noClasses()
          .that()
          .resideInAPackage(COMPILE)
          .should()
          .dependOnClassesThat(
              oneOf(
                  List.of(
                      "java.time.Clock",
                      "java.time.Instant",
                      "java.lang.Thread",
                      "java.lang.Runtime",
                      "java.util.Random",
                      "java.util.UUID",
                      "java.util.Date",
                      "java.lang.Math$RandomNumberGeneratorHolder")))
          .orShould()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "System is asked",
                  call -> {
                    MethodCallTarget target = call.getTarget();
                    return target.getOwner().isEquivalentTo(System.class)
                        || (target.getOwner().isEquivalentTo(Math.class)
                            && target.getName().equals("random"));
                  }))
          .because("compile is pure: the same objects give the same bytes");

  @ArchTest
  static final ArchRule compileKnowsNoOtherPackage =
      noClasses()
          .that()
          .resideInAPackage(COMPILE)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.veloflux.operator..")
                  .and(DescribedPredicate.not(resideInAPackage(COMPILE))))
          .because("values flow down from it, and nobody asks back in the middle");

  @ArchTest
  static final ArchRule onlyReconcileUsesTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.veloflux.operator.reconcile..")
          .and()
          .doNotHaveFullyQualifiedName("io.veloflux.operator.Operator")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javaoperatorsdk..")
          .because("the SDK is a detail of how events come in; Operator alone wires it");

  @ArchTest
  static final ArchRule statusIsNeverWrittenThroughTheSdk =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "UpdateControl patches or updates",
                  call ->
                      call.getTargetOwner()
                              .getName()
                              .equals("io.javaoperatorsdk.operator.api.reconciler.UpdateControl")
                          && (call.getName().startsWith("patch")
                              || call.getName().startsWith("update"))))
          .orShould()
          .dependOnClassesThat(oneOf(List.of("io.javaoperatorsdk.operator.api.reconciler.Cleaner")))
          .because("JOSDK 5.3 loses a spec change that lands while it patches a status");

  @ArchTest
  static final ArchRule nothingKnowsNettyOrTheDataPlane =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "io.veloflux.standalone..",
              "io.veloflux.api..",
              "io.veloflux.proxy.runtime..",
              "io.veloflux.proxy.http..",
              "io.veloflux.proxy.source..")
          .because("the operator and a proxy share ProxyConfig and ProxyState, nothing else");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.veloflux.operator.(*)..").should().beFreeOfCycles();

  private static DescribedPredicate<JavaClass> oneOf(List<String> names) {
    return DescribedPredicate.describe(
        "one of " + names, javaClass -> names.contains(javaClass.getName()));
  }
}

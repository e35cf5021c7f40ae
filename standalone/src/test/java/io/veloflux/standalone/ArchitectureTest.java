package io.veloflux.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What the packages of this module must not know of each other.
@AnalyzeClasses(
    packages = "io.veloflux.standalone",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule the_embedded_api_knows_no_part_of_veloflux =
      noClasses()
          .that()
          .resideInAPackage("io.veloflux.standalone.kube..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.veloflux.crd..", "io.veloflux.operator..", "io.veloflux.proxy..", "io.fabric8..");

  @ArchTest
  static final ArchRule only_certificates_come_from_netty =
      noClasses()
          .that()
          .resideInAPackage("io.veloflux.standalone.kube..")
          .and()
          .doNotHaveFullyQualifiedName("io.veloflux.standalone.kube.access.Tls")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule only_the_server_speaks_http =
      noClasses()
          .that()
          .resideInAPackage("io.veloflux.standalone.kube..")
          .and()
          .haveSimpleNameNotStartingWith("KubernetesHttpServer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule only_the_journal_speaks_sql =
      noClasses()
          .that()
          .resideInAPackage("io.veloflux.standalone.kube..")
          .and()
          .resideOutsideOfPackage("io.veloflux.standalone.kube.store")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("io.veloflux.standalone.(**)").should().beFreeOfCycles();
}

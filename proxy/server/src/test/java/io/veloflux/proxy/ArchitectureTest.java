package io.veloflux.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The layout of the proxy, in rules. Change a rule together with its reason.
@AnalyzeClasses(
    packages = "io.veloflux.proxy",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] WITH_NETTY = {
    "io.veloflux.proxy.listener..",
    "io.veloflux.proxy.http..",
    "io.veloflux.proxy.upstream..",
    "io.veloflux.proxy.drain..",
    "io.veloflux.proxy.tls..",
    "io.veloflux.proxy.admin.."
  };

  /// Policies, sources and telemetry are tested without sockets, and can be told apart from the
  /// wire.
  @ArchTest
  static final ArchRule NETTY_STAYS_ON_THE_WIRE =
      noClasses()
          .that()
          .resideOutsideOfPackages(WITH_NETTY)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  /// A proxy is told a configuration; where that comes from is the operator's business.
  @ArchTest
  static final ArchRule A_PROXY_NEVER_SEES_A_CUSTOM_RESOURCE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.veloflux.crd..", "io.veloflux.operator..", "io.veloflux.standalone..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.veloflux.proxy.(*)..").should().beFreeOfCycles();

  /// HTTP is read and written by our own code: a codec that repairs what it reads is no second
  /// opinion, it is a gap.
  @ArchTest
  static final ArchRule THE_DATA_PATH_USES_NO_CODEC_OF_OTHERS =
      noClasses()
          .that()
          .resideInAnyPackage("io.veloflux.proxy.http..", "io.veloflux.proxy.upstream..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.netty\\.handler\\.codec\\.http\\.(Http.*(Codec|Decoder|Encoder)|DefaultHttp.*)");

  /// The heart of the reader is pure: it can be tested and fuzzed with arrays alone.
  @ArchTest
  static final ArchRule HEADS_ARE_READ_WITHOUT_NETTY =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.veloflux\\.proxy\\.http\\.(Head|HeadScanner|HeadLimits|HeaderName|KnownFields|RequestTarget"
                  + "|NormalPath|Authority|Ascii|Refusal)")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule THE_STORY_OF_A_REQUEST_KNOWS_NO_PROTOCOL =
      noClasses()
          .that()
          .haveSimpleName("Exchange")
          .should()
          .dependOnClassesThat()
          .haveSimpleNameStartingWith("Http1");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_HAS_NO_UTILS =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl");
}

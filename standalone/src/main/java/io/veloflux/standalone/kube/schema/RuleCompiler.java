package io.veloflux.standalone.kube.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.HomogeneousLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;

/// Compiles expressions with Kubernetes' functions for one type of `self`. Any thread may use it.
final class RuleCompiler {
  /// In place of kube-apiserver's cost budget: a rule that loops longer than this fails.
  private static final int MAX_ITERATIONS = 1_000_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .build();

  private static final CelCompiler BASE =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(
              CelExtensions.strings(),
              CelExtensions.optional(),
              CelExtensions.sets(OPTIONS),
              CelExtensions.lists(),
              CelExtensions.comprehensions())
          .addFunctionDeclarations(RuleFunctions.declarations())
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(OPTIONS)
          .addLibraries(
              CelExtensions.strings(),
              CelExtensions.optional(),
              CelExtensions.sets(OPTIONS),
              CelExtensions.lists(),
              CelExtensions.comprehensions())
          .addFunctionBindings(RuleFunctions.bindings())
          .build();

  private static final CelValidator LITERALS =
      CelValidatorFactory.standardCelValidatorBuilder(BASE, RUNTIME)
          .addAstValidators(
              DurationLiteralValidator.INSTANCE,
              TimestampLiteralValidator.INSTANCE,
              RegexLiteralValidator.INSTANCE,
              HomogeneousLiteralValidator.newInstance("format"))
          .build();

  private final CelCompiler plain;
  private final CelCompiler optionalOldSelf;

  RuleCompiler(CelType self, RuleTypes types) {
    plain =
        BASE.toCompilerBuilder()
            .setTypeProvider(types.provider())
            .addVar("self", self)
            .addVar("oldSelf", self)
            .build();
    optionalOldSelf =
        BASE.toCompilerBuilder()
            .setTypeProvider(types.provider())
            .addVar("self", self)
            .addVar("oldSelf", OptionalType.create(self))
            .build();
  }

  CelAbstractSyntaxTree compile(String expression, boolean oldSelfIsOptional)
      throws CelValidationException {
    CelAbstractSyntaxTree ast =
        (oldSelfIsOptional ? optionalOldSelf : plain).compile(expression).getAst();
    LITERALS.validate(ast).getAst();
    return ast;
  }

  CelRuntime.Program program(CelAbstractSyntaxTree ast) throws CelEvaluationException {
    return RUNTIME.createProgram(ast);
  }
}

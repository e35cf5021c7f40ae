package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of `x-kubernetes-validations`, compiled.
///
/// @param program null if the rule does not compile; such a schema is refused, see
///   [StructuralSchema#problems]
/// @param usesOldSelf then the rule is asked only of values that were there before, unless
///   `oldSelfIsOptional`
/// @param message trimmed, empty if there is none
/// @param messageProgram null if there is none
/// @param path from `self` to the field that is to blame, `.pools`; empty for `self`
/// @param reason of the cause
record Rule(
    @Nullable Program program,
    boolean usesOldSelf,
    boolean oldSelfIsOptional,
    String text,
    String message,
    @Nullable Program messageProgram,
    String path,
    String reason) {

  static Rule of(JsonNode entry, RuleCompiler compiler, RuleProblems problems) {
    boolean optional = entry.path("optionalOldSelf").asBoolean();
    String text = entry.path("rule").asText("").strip();
    boolean usesOldSelf = false;
    Program program = null;
    try {
      CelAbstractSyntaxTree ast = compiler.compile(text, optional);
      usesOldSelf =
          ast.getReferenceMap().values().stream().anyMatch(r -> r.name().equals("oldSelf"));
      if (ast.getResultType().equals(SimpleType.BOOL)) program = compiler.program(ast);
      else problems.add("rule", "cel expression must evaluate to a bool");
      if (entry.has("optionalOldSelf") && !usesOldSelf) problems.optionalWithoutOldSelf();
    } catch (CelValidationException | CelEvaluationException e) {
      problems.doesNotCompile("rule", e);
    }
    return new Rule(
        program,
        usesOldSelf,
        optional,
        text,
        entry.path("message").asText("").strip(),
        message(entry.path("messageExpression").asText("").strip(), compiler, problems),
        entry.path("fieldPath").asText("").strip(),
        entry.path("reason").asText(Cause.INVALID));
  }

  private static @Nullable Program message(
      String expression, RuleCompiler compiler, RuleProblems problems) {
    if (expression.isEmpty()) return null;
    try {
      CelAbstractSyntaxTree ast = compiler.compile(expression, false);
      if (ast.getResultType().equals(SimpleType.STRING)) return compiler.program(ast);
      problems.add("messageExpression", "messageExpression must evaluate to a string");
    } catch (CelValidationException | CelEvaluationException e) {
      problems.doesNotCompile("messageExpression", e);
    }
    return null;
  }

  /// Whether the rule says anything about a value that was not there before.
  boolean judgesNewValues() {
    return !usesOldSelf || oldSelfIsOptional;
  }

  /// @throws CelEvaluationException if the rule comes to no result
  boolean holds(Map<String, Object> variables) throws CelEvaluationException {
    return program != null && Boolean.TRUE.equals(program.eval(variables));
  }

  /// What to tell when the rule does not hold.
  String explain(Map<String, Object> variables) {
    if (messageProgram != null) {
      try {
        String told = messageProgram.eval(variables).toString().strip();
        if (!told.isEmpty() && told.indexOf('\n') < 0 && told.length() <= 5 * 1024) return told;
      } catch (CelEvaluationException e) {
        return fallback(); // as kube-apiserver does
      }
    }
    return fallback();
  }

  private String fallback() {
    return message.isEmpty() ? "failed rule: " + text : message;
  }

  /// How messages name the rule.
  String name() {
    return message.isEmpty() ? text : message;
  }

  Cause cause(String field, @Nullable String value, String detail) {
    String shown = value == null ? "" : ": " + value;
    return switch (reason) {
      case Cause.FORBIDDEN -> Cause.forbidden(field, detail);
      case Cause.REQUIRED -> Cause.required(field, detail);
      case Cause.DUPLICATE -> new Cause(Cause.DUPLICATE, field, "Duplicate value" + shown);
      default -> new Cause(Cause.INVALID, field, "Invalid value" + shown + ": " + detail);
    };
  }
}

package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.Map;
import java.util.function.BiConsumer;
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

  /// @param problem takes the name of the member of the entry that is wrong, and what is wrong with
  ///   it
  static Rule of(JsonNode entry, RuleCompiler compiler, BiConsumer<String, String> problem) {
    boolean optional = entry.path("optionalOldSelf").asBoolean();
    String text = entry.path("rule").asText("").strip();
    String messageExpression = entry.path("messageExpression").asText("").strip();
    CelAbstractSyntaxTree ast = null;
    Program program = null;
    Program messageProgram = null;
    try {
      ast = compiler.compile(text, optional);
      if (!ast.getResultType().equals(SimpleType.BOOL)) {
        problem.accept("rule", "cel expression must evaluate to a bool");
      } else {
        program = compiler.program(ast);
      }
    } catch (CelValidationException | CelEvaluationException e) {
      problem.accept("rule", "compilation failed: " + e.getMessage());
    }
    if (!messageExpression.isEmpty()) {
      try {
        CelAbstractSyntaxTree messageAst = compiler.compile(messageExpression, false);
        if (messageAst.getResultType().equals(SimpleType.STRING)) {
          messageProgram = compiler.program(messageAst);
        } else {
          problem.accept("messageExpression", "messageExpression must evaluate to a string");
        }
      } catch (CelValidationException | CelEvaluationException e) {
        problem.accept(
            "messageExpression", "messageExpression compilation failed: " + e.getMessage());
      }
    }
    boolean usesOldSelf =
        ast != null
            && ast.getReferenceMap().values().stream().anyMatch(r -> r.name().equals("oldSelf"));
    return new Rule(
        program,
        usesOldSelf,
        optional,
        text,
        entry.path("message").asText("").strip(),
        messageProgram,
        entry.path("fieldPath").asText("").strip(),
        entry.path("reason").asText(Cause.INVALID));
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

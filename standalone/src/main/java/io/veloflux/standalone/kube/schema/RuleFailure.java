package io.veloflux.standalone.kube.schema;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;

/// Says in kube-apiserver's words why a rule came to no result.
final class RuleFailure {
  private static final Pattern MISSING_KEY = Pattern.compile("key '(.*)' is not present in map");
  private static final Pattern INDEX = Pattern.compile("-?[0-9]+$");

  private RuleFailure() {}

  /// @param rule its message, or itself if it has none
  static String text(CelEvaluationException e, String rule) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String detail = cause.getMessage() == null ? e.toString() : cause.getMessage();
    CelErrorCode code = e.getErrorCode();
    if (code == CelErrorCode.OVERLOAD_NOT_FOUND) {
      return "'no such overload': call arguments did not match a supported operator, function or macro signature for"
          + " rule: "
          + rule;
    }
    if (code == CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
      return "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: "
          + rule;
    }
    return reason(code, detail) + " evaluating rule: " + rule;
  }

  private static String reason(CelErrorCode code, String detail) {
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> "no such key: " + first(MISSING_KEY, 1, detail);
      case INDEX_OUT_OF_BOUNDS -> "index out of bounds: " + first(INDEX, 0, detail);
      case DIVIDE_BY_ZERO -> "division by zero";
      case NUMERIC_OVERFLOW -> "integer overflow";
      default -> conversion(detail);
    };
  }

  private static String first(Pattern pattern, int group, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(group) : text;
  }

  private static String conversion(String detail) {
    if (detail.contains("invalid duration format"))
      return "type conversion error from 'string' to 'google.protobuf.Duration'";
    if (detail.contains("could not be parsed at index"))
      return "type conversion error from 'string' to 'google.protobuf.Timestamp'";
    return detail.replaceFirst("^[a-zA-Z.]+(Exception|Error): ", "");
  }
}

package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/// One thing that is wrong with an object, shaped as an entry of `details.causes` in a Kubernetes
/// Status.
///
/// @param reason one of the constants below
/// @param field path of the field, `spec.paths[0].exact`; [#NO_FIELD] when it is about no single
///   field
/// @param message without the field, as in [#text]
public record Cause(String reason, String field, String message) {
  public static final String INVALID = "FieldValueInvalid";
  public static final String REQUIRED = "FieldValueRequired";
  public static final String NOT_SUPPORTED = "FieldValueNotSupported";
  public static final String TYPE_INVALID = "FieldValueTypeInvalid";
  public static final String TOO_LONG = "FieldValueTooLong";
  public static final String TOO_MANY = "FieldValueTooMany";
  public static final String DUPLICATE = "FieldValueDuplicate";
  public static final String FORBIDDEN = "FieldValueForbidden";

  public static final String NO_FIELD = "<nil>";

  /// @param value as it reads after `Invalid value: `, quoted if it is a string
  public static Cause invalid(String field, String value, String detail) {
    return new Cause(INVALID, field, "Invalid value: " + value + ": " + detail);
  }

  public static Cause required(String field, String detail) {
    return new Cause(REQUIRED, field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
  }

  public static Cause forbidden(String field, String detail) {
    return new Cause(FORBIDDEN, field, "Forbidden" + (detail.isEmpty() ? "" : ": " + detail));
  }

  public static Cause duplicate(String field, JsonNode value) {
    return new Cause(DUPLICATE, field, "Duplicate value: " + GoText.value(value));
  }

  static Cause wrongType(String field, String value, String detail) {
    return new Cause(TYPE_INVALID, field, "Invalid value: " + value + ": " + detail);
  }

  static Cause notSupported(String field, JsonNode value, List<String> supported) {
    String words = supported.stream().map(GoText::quote).collect(Collectors.joining(", "));
    return new Cause(
        NOT_SUPPORTED,
        field,
        "Unsupported value: " + GoText.value(value) + ": supported values: " + words);
  }

  static Cause tooLong(String field, long max) {
    return new Cause(
        TOO_LONG, field, "Too long: may not be more than " + max + (max == 1 ? " byte" : " bytes"));
  }

  static Cause tooMany(String field, long actual, long max) {
    return new Cause(
        TOO_MANY,
        field,
        "Too many: " + actual + ": must have at most " + max + (max == 1 ? " item" : " items"));
  }

  /// The sentence that goes into the message of a Status: `spec.pool: Required value`.
  public String text() {
    return field + ": " + message;
  }

  /// While an object has such a cause, its rules are not asked.
  boolean blocksRules() {
    return switch (reason) {
      case NOT_SUPPORTED, REQUIRED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
      default -> false;
    };
  }
}

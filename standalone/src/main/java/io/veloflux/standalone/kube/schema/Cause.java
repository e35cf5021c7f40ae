package io.veloflux.standalone.kube.schema;

/// One thing that is wrong with an object, shaped as an entry of `details.causes` in a Kubernetes
/// Status.
///
/// @param reason one of the constants below, or what a rule of the schema names
/// @param field path of the field: `spec.paths[0].exact`
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

  /// The sentence that goes into the message of a Status: `spec.pool: Required value`.
  public String text() {
    return field + ": " + message;
  }
}

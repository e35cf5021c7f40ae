package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The limits of one string or number.
///
/// @param field path in the whole object
/// @param name as it stands in the message
record ScalarChecks(Consumer<Cause> causes, String field, String name) {

  void string(Limits limits, String text) {
    length(limits, text);
    if (!limits.format().isEmpty() && !Formats.matches(limits.format(), text)) {
      String shown = GoText.quote(text);
      causes.accept(
          Cause.wrongType(
              field,
              shown,
              "%s in body must be of type %s: %s".formatted(name, limits.format(), shown)));
    }
  }

  /// Only the first of them is told.
  private void length(Limits limits, String text) {
    int length = text.codePointCount(0, text.length());
    if (limits.maxLength() != null && length > limits.maxLength()) {
      causes.accept(Cause.tooLong(field, limits.maxLength()));
    } else if (limits.minLength() != null && length < limits.minLength()) {
      invalid(GoText.quote(text), "should be at least %d chars long".formatted(limits.minLength()));
    } else if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
      invalid(GoText.quote(text), "should match '%s'".formatted(limits.patternText()));
    }
  }

  void number(Shape shape, JsonNode number) {
    Limits limits = shape.limits();
    range(shape, number);
    if (limits.multipleOf() != null
        && Math.IEEEremainder(number.doubleValue(), limits.multipleOf()) != 0) {
      invalid(
          GoText.value(number), "should be a multiple of " + limit(number, limits.multipleOf()));
    }
    if (exceeds(limits.minimum(), number.doubleValue(), limits.exclusiveMinimum(), -1)) {
      String words = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
      invalid(GoText.value(number), "should be " + words + limit(number, limits.minimum()));
    }
    if (exceeds(limits.maximum(), number.doubleValue(), limits.exclusiveMaximum(), 1)) {
      String words = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
      invalid(GoText.value(number), "should be " + words + limit(number, limits.maximum()));
    }
  }

  private static boolean exceeds(
      @Nullable Double limit, double value, boolean exclusive, int direction) {
    if (limit == null) return false;
    boolean beyond = direction > 0 ? value > limit : value < limit;
    return beyond || (exclusive && value == limit);
  }

  /// As kube-apiserver does, about no field at all.
  private void range(Shape shape, JsonNode number) {
    if (!shape.type().equals("integer")) return;
    String format = shape.limits().format();
    double value = number.doubleValue();
    boolean whole = value == Math.rint(value) && Math.abs(value) <= 0x1p63;
    if (whole && !(format.equals("int32") && value != (int) value)) return;
    String kind = format.isEmpty() ? "(default format)" : "with format " + format;
    String detail = "Checked value must be of type integer %s in %s".formatted(kind, name);
    causes.accept(Cause.invalid(Cause.NO_FIELD, "\"\"", detail));
  }

  /// A limit reads like the value that it limits.
  private static String limit(JsonNode number, @Nullable Double limit) {
    if (limit == null) return "";
    return number.isIntegralNumber() ? Long.toString(limit.longValue()) : GoText.number(limit);
  }

  private void invalid(String value, String what) {
    causes.accept(Cause.invalid(field, value, name + " in body " + what));
  }
}

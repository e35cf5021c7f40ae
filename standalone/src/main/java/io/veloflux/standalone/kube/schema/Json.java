package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/// What JSON values are to an API server: 1 and 1.0 are the same number, and an integer wherever
/// one is asked for.
final class Json {
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (!a.isNumber() || !b.isNumber()) return a.equals(b) ? 0 : 1;
        return a.isIntegralNumber() && b.isIntegralNumber()
            ? Long.compare(a.longValue(), b.longValue())
            : Double.compare(a.doubleValue(), b.doubleValue());
      };

  private Json() {}

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }

  static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()));
  }

  /// The type that a schema would have to name for `value`.
  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case STRING, BINARY -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }
}

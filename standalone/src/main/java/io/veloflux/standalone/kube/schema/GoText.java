package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Prints values as Go does: the messages of kube-apiserver are made of them, and users compare
/// messages literally.
final class GoText {
  private GoText() {}

  /// `%q`: `"a\tb"`.
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 11 -> out.append("\\v");
            default -> {
              if (isPrintable(c)) out.appendCodePoint(c);
              else
                out.append((c < 128 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x").formatted(c));
            }
          }
        });
    return out.append('"').toString();
  }

  private static boolean isPrintable(int c) {
    if (c == ' ') return true;
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// `%v` of a float64: `1e+06`, `0.5`.
  static String number(double value) {
    if (value == 0) return "0";
    if (Double.isNaN(value) || Double.isInfinite(value)) return Double.toString(value);
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 6) return shortest.toPlainString();
    String digits = shortest.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%+03d".formatted(exponent);
  }

  /// A value as it stands in `Invalid value: …`.
  static String value(JsonNode value) {
    if (value.isTextual()) return quote(value.textValue());
    if (value.isFloatingPointNumber()) return number(value.doubleValue());
    return json(value);
  }

  /// What `json.Marshal` writes of a map: sorted keys.
  static String json(JsonNode value) {
    return escaped(sorted(value));
  }

  /// What `json.Marshal` writes of a structure: `<`, `>` and `&` are escaped.
  static String escaped(JsonNode value) {
    return value
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static JsonNode sorted(JsonNode value) {
    if (value.isObject()) {
      Map<String, JsonNode> entries = new TreeMap<>();
      value.properties().forEach(e -> entries.put(e.getKey(), sorted(e.getValue())));
      return JsonNodeFactory.instance.objectNode().setAll(entries);
    }
    if (value.isArray()) {
      List<JsonNode> items = new ArrayList<>();
      value.forEach(item -> items.add(sorted(item)));
      return JsonNodeFactory.instance.arrayNode().addAll(items);
    }
    return value;
  }
}

package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns JSON into what rules compute with: integers are `int`, `number`s are `double` even if they
/// are written without a point, and texts with a format of time are times.
final class RuleValues {
  private RuleValues() {}

  static Object of(JsonNode value, @Nullable Shape shape) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> map(value, shape);
      case ARRAY -> list(value, shape == null ? null : shape.items());
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> number(value, shape);
      case STRING, BINARY -> text(value.asText(), shape == null ? "" : shape.limits().format());
      case NULL, MISSING -> NullValue.NULL_VALUE;
    };
  }

  private static Map<String, Object> map(JsonNode value, @Nullable Shape shape) {
    Map<String, Object> map = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = entry.getKey();
      boolean named = shape != null && shape.additionalShape() == null;
      String escaped = named ? Escaping.escape(name) : name;
      Shape field = shape == null ? null : shape.field(name);
      if (escaped != null) map.put(escaped, of(entry.getValue(), field));
    }
    return map;
  }

  private static List<Object> list(JsonNode value, @Nullable Shape items) {
    List<Object> list = new ArrayList<>(value.size());
    value.forEach(item -> list.add(of(item, items)));
    return list;
  }

  private static Object number(JsonNode value, @Nullable Shape shape) {
    boolean integer =
        switch (shape == null ? "" : shape.type()) {
          case "integer" -> Json.isInteger(value);
          case "number" -> false;
          default -> value.isIntegralNumber();
        };
    return integer ? (Object) value.longValue() : (Object) value.doubleValue();
  }

  private static Object text(String text, String format) {
    try {
      return switch (format) {
        case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
        case "duration" -> duration(text);
        case "date" -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        case "date-time" -> instant(text);
        default -> text;
      };
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return text; // validation says so in its own words
    }
  }

  private static Object duration(String text) {
    Duration duration = GoDuration.parse(text);
    return duration == null ? text : duration;
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}

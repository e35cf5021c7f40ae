package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Comparator;

/// JSON values as field managers see them: 1 and 1.0 are the same number.
final class Values {
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (!a.isNumber() || !b.isNumber()) return a.equals(b) ? 0 : 1;
        return a.isIntegralNumber() && b.isIntegralNumber()
            ? Long.compare(a.longValue(), b.longValue())
            : Double.compare(a.doubleValue(), b.doubleValue());
      };

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private Values() {}

  /// One text for one value: members are sorted.
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  /// @throws IllegalArgumentException if it is no JSON
  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }
}

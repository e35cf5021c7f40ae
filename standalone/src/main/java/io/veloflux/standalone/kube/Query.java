package io.veloflux.standalone.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters behind the question mark.
final class Query {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  Query(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) return;
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Statuses.badRequest("invalid URL escape \"" + text + "\"");
    }
  }

  /// The first value, empty when there is none.
  String text(String name) {
    return values.getOrDefault(name, List.of("")).getFirst();
  }

  boolean flag(String name) {
    return switch (text(name)) {
      case "true", "1" -> true;
      default -> false;
    };
  }

  /// @throws StatusException when it is there and no number
  long number(String name, long absent) {
    String text = text(name);
    if (text.isEmpty()) return absent;
    try {
      long number = Long.parseLong(text);
      if (number >= 0) return number;
    } catch (NumberFormatException e) {
      // said below
    }
    throw Statuses.badRequest("%s: Invalid value: \"%s\": must be a number".formatted(name, text));
  }
}

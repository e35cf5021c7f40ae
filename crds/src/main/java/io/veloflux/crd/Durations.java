package io.veloflux.crd;

import java.time.Duration;

/// Reads the durations of the API: `30s`, `1m30s`, `500ms`. Source: Gateway API, GEP-2257.
///
/// Written by hand since every compilation reads several for each object: with regular expressions
/// they were half of its time.
public final class Durations {
  private static final int MAX_PARTS = 4;
  private static final int MAX_DIGITS = 5;

  private Durations() {}

  /// @throws IllegalArgumentException with a sentence for the user if `text` is no duration
  public static Duration parse(String text) {
    long millis = 0;
    int at = 0;
    int parts = 0;
    while (at < text.length()) {
      int start = at;
      long number = 0;
      while (at < text.length() && isDigit(text.charAt(at))) {
        number = number * 10 + (text.charAt(at++) - '0');
        if (at - start > MAX_DIGITS) throw no(text);
      }
      if (at == start || ++parts > MAX_PARTS) throw no(text);
      if (text.startsWith("ms", at)) {
        millis += number;
        at += 2;
      } else {
        millis += number * millisOf(at < text.length() ? text.charAt(at) : ' ', text);
        at++;
      }
    }
    if (parts == 0) throw no(text);
    return Duration.ofMillis(millis);
  }

  private static long millisOf(char unit, String text) {
    return switch (unit) {
      case 'h' -> 3_600_000;
      case 'm' -> 60_000;
      case 's' -> 1_000;
      default -> throw no(text);
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException no(String text) {
    return new IllegalArgumentException(
        "'%s' is not a duration such as 30s, 1m30s or 500ms".formatted(text));
  }
}

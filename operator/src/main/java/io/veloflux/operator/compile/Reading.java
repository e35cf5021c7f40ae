package io.veloflux.operator.compile;

import io.veloflux.crd.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one object: fills defaults in, and collects what is wrong as sentences
/// instead of throwing.
///
/// The API server has checked most of this already, but a file has not been there, and a newer or
/// older schema may have let something else pass.
final class Reading {
  private static final int MAX_QUOTED = 80;
  private static final int MAX_MISTAKES = 5;

  /// No duration of the API makes sense beyond a year.
  static final Duration LONGEST = Duration.ofDays(365);

  private final List<String> mistakes = new ArrayList<>();
  private int more;

  boolean isSound() {
    return mistakes.isEmpty();
  }

  /// All mistakes in one line.
  String mistakes() {
    return String.join("; ", mistakes) + (more == 0 ? "" : "; and " + more + " more");
  }

  void wrong(String field, String sentence) {
    if (mistakes.size() < MAX_MISTAKES) mistakes.add(field + " " + sentence);
    else more++;
  }

  int number(String field, @Nullable Integer value, int otherwise, int min, int max) {
    if (value == null) return otherwise;
    if (value < min || value > max) {
      wrong(field, "is %d, but must be between %d and %d".formatted(value, min, max));
      return otherwise;
    }
    return value;
  }

  int required(String field, @Nullable Integer value, int min, int max) {
    if (value == null) wrong(field, "is missing");
    return number(field, value, min, min, max);
  }

  String required(String field, @Nullable String value) {
    if (value == null || value.isEmpty()) wrong(field, "is missing");
    return value == null ? "" : value;
  }

  /// An enum's word; `unknown` stands for those that this version does not know.
  <T extends Enum<T>> T word(String field, @Nullable T value, T otherwise, T unknown) {
    if (value == null) return otherwise;
    if (value == unknown) {
      List<String> known =
          Arrays.stream(value.getDeclaringClass().getEnumConstants())
              .filter(word -> word != unknown)
              .map(Enum::name)
              .toList();
      wrong(
          field,
          "has a word that this version does not know; it knows " + String.join(", ", known));
      return otherwise;
    }
    return value;
  }

  long millis(String field, @Nullable String text, String otherwise, Duration min, Duration max) {
    Duration duration = duration(field, text == null ? otherwise : text);
    if (duration == null) return min.toMillis();
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      wrong(field, "must be between %s and %s".formatted(text(min), text(max)));
      return min.toMillis();
    }
    return duration.toMillis();
  }

  private @Nullable Duration duration(String field, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      wrong(
          field,
          "is %s, which is not a duration such as 30s, 1m30s or 500ms".formatted(quote(text)));
      return null;
    }
  }

  private static String text(Duration duration) {
    if (duration.toMillis() % 1000 != 0) return duration.toMillis() + "ms";
    if (duration.toSeconds() % 3600 != 0 || duration.isZero()) return duration.toSeconds() + "s";
    return duration.toHours() + "h";
  }

  /// A list without its nulls, each of which is a mistake, and without what is beyond `max`.
  <T> List<T> list(String field, @Nullable List<T> list, int max) {
    if (list == null) return List.of();
    if (list.size() > max)
      wrong(field, "has %d entries, but at most %d are possible".formatted(list.size(), max));
    List<T> first = list.subList(0, Math.min(max, list.size()));
    if (first.stream().allMatch(Objects::nonNull)) return first;
    wrong(field, "has an empty entry");
    return first.stream().filter(Objects::nonNull).toList();
  }

  /// A user's text inside a sentence: bounded, on one line.
  static String quote(@Nullable String text) {
    if (text == null) return "empty";
    String bounded = text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text;
    return "'" + bounded.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}

package io.veloflux.crd;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the durations of the API: `30s`, `1m30s`, `500ms`. Source: Gateway API, GEP-2257.
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");
  private static final Pattern WHOLE = Pattern.compile(Api.DURATION);

  private Durations() {}

  /// @throws IllegalArgumentException with a sentence for the user if `text` is no duration
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a duration such as 30s, 1m30s or 500ms".formatted(text));
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long n = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2).toLowerCase(Locale.ROOT)) {
                case "h" -> Duration.ofHours(n);
                case "m" -> Duration.ofMinutes(n);
                case "s" -> Duration.ofSeconds(n);
                default -> Duration.ofMillis(n);
              });
    }
    return sum;
  }
}

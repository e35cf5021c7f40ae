package io.veloflux.standalone.kube.schema;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations as Go writes them: `1h30m`, `-1.5s`, `300ms`.
final class GoDuration {
  private static final Pattern WHOLE =
      Pattern.compile("[-+]?([0-9]*\\.?[0-9]*(ns|us|µs|μs|ms|s|m|h))+");
  private static final Pattern PART =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /// @return null if it is no duration, or one of more than 292 years
  static @Nullable Duration parse(String text) {
    if (text.matches("[-+]?0")) return Duration.ZERO;
    if (!WHOLE.matches(text)) return null;
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    int read = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    while (part.find()) {
      if (part.start() != read) return null;
      read = part.end();
      nanos =
          nanos.add(
              new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
    }
    if (read != text.length() || nanos.compareTo(MAX) > 0) return null;
    Duration duration = Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    return text.startsWith("-") ? duration.negated() : duration;
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "h" -> 3_600_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "s" -> 1_000_000_000L;
      case "ms" -> 1_000_000L;
      case "ns" -> 1L;
      default -> 1_000L;
    };
  }
}

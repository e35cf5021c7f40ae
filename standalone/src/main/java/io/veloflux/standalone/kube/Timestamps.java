package io.veloflux.standalone.kube;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/// Points in time as objects carry them, and the ages that people read.
final class Timestamps {
  private Timestamps() {}

  /// `2026-01-31T12:00:00Z`
  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// The age as kubectl prints it (`duration.HumanDuration`): `45s`, `5m30s`, `3h12m`, `2d5h`,
  /// `41d`.
  ///
  /// @return `<unknown>` when the text is no point in time
  static String age(String time, Instant now) {
    try {
      return age(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return "<unknown>";
    }
  }

  private static String age(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < -1) return "<invalid>";
    if (seconds < 0) return "0s";
    if (seconds < 60 * 2) return seconds + "s";
    long minutes = age.toMinutes();
    if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
    if (minutes < 60 * 3) return minutes + "m";
    long hours = age.toHours();
    if (hours < 8) return two(hours, "h", minutes % 60, "m");
    if (hours < 48) return hours + "h";
    long days = age.toDays();
    if (days < 8) return two(days, "d", hours % 24, "h");
    if (days < 365 * 2) return days + "d";
    long years = days / 365;
    if (years < 8) return two(years, "y", days % 365, "d");
    return years + "y";
  }

  private static String two(long big, String unit, long small, String smallUnit) {
    return small == 0 ? big + unit : big + unit + small + smallUnit;
  }
}

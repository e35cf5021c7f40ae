package io.veloflux.proxy.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The time as an HTTP date (RFC 9110 §5.6.7, §6.6.1), made anew once a second. Any thread may call
/// it.
final class DateLine {
  private static final class Made {
    final long second;
    final String text;
    final byte[] line;

    Made(long second) {
      this.second = second;
      this.text = FORM.format(Instant.ofEpochSecond(second));
      this.line = ("Date: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static volatile Made last = new Made(0);

  private DateLine() {}

  /// `Date: …` with its CR LF.
  static byte[] now() {
    return current().line;
  }

  /// The value alone.
  static String text() {
    return current().text;
  }

  private static Made current() {
    long second = System.currentTimeMillis() / 1_000;
    Made known = last;
    if (known.second == second) return known;
    Made made = new Made(second);
    last = made;
    return made;
  }
}

package io.veloflux.proxy.http;

import io.veloflux.proxy.http.HeadScanner.Outcome;
import java.nio.charset.StandardCharsets;

/// Heads for tests, written as text with `|` for CR LF.
final class Heads {
  private static final HeadLimits LIMITS = HeadLimits.request(32_768);

  private Heads() {}

  static byte[] bytes(String text) {
    return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What the scanner makes of it: `status detail` of a refusal, `INCOMPLETE`, or `""` for a good
  /// one.
  static String verdict(byte[] bytes) {
    return verdict(new HeadScanner(), bytes, new Head());
  }

  static String verdict(HeadScanner scanner, byte[] bytes, Head head) {
    Outcome outcome = scanner.request(bytes, 0, bytes.length, LIMITS, head);
    return switch (outcome) {
      case COMPLETE -> "";
      case INCOMPLETE -> "INCOMPLETE";
      case REFUSED -> scanner.refusal().status() + " " + scanner.refusal().detail();
    };
  }

  static Head request(String text) {
    Head head = new Head();
    String verdict = verdict(new HeadScanner(), bytes(text), head);
    if (!verdict.isEmpty()) throw new AssertionError(verdict);
    return head;
  }

  static String responseVerdict(String text) {
    HeadScanner scanner = new HeadScanner();
    byte[] bytes = bytes(text);
    return switch (scanner.response(bytes, 0, bytes.length, HeadLimits.RESPONSE, new Head())) {
      case COMPLETE -> "";
      case INCOMPLETE -> "INCOMPLETE";
      case REFUSED -> scanner.refusal().status() + " " + scanner.refusal().detail();
    };
  }
}

package io.veloflux.proxy.telemetry;

import java.util.HexFormat;

/// Writes one flat JSON object on one line. Whatever the values are, the result is printable ASCII:
/// nothing in them can end the line, the string or a terminal's good manners.
final class JsonLine {
  /// Longer values are cut; a `…` says so.
  private static final int MOST_CHARACTERS = 2_048;

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder line = new StringBuilder(512).append('{');

  /// Leaves empty text out.
  JsonLine text(String name, String value) {
    if (value.isEmpty()) return this;
    name(name).append('"');
    int end = Math.min(value.length(), MOST_CHARACTERS);
    for (int i = 0; i < end; i++) append(value.charAt(i));
    if (end < value.length()) append('…');
    line.append('"');
    return this;
  }

  JsonLine number(String name, long value) {
    name(name).append(value);
    return this;
  }

  String end() {
    return line.append('}').toString();
  }

  private StringBuilder name(String name) {
    if (line.length() > 1) line.append(',');
    return line.append('"').append(name).append("\":");
  }

  private void append(char c) {
    if (c == '"' || c == '\\') line.append('\\').append(c);
    else if (c >= 0x20 && c < 0x7f) line.append(c);
    else line.append("\\u").append(HEX.toHexDigits(c));
  }
}

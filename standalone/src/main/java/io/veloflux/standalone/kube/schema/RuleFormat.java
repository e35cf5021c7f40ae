package io.veloflux.standalone.kube.schema;

import dev.cel.common.values.NullValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// `'%s has %d'.format([name, 3])` of rules.
final class RuleFormat {
  private RuleFormat() {}

  /// @throws IllegalArgumentException if the text asks for what the arguments are not
  static String format(String text, List<?> arguments) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int end = i + 1;
      while (end < text.length()
          && (text.charAt(end) == '.' || Character.isDigit(text.charAt(end)))) end++;
      if (end == text.length())
        throw new IllegalArgumentException("unexpected end of format string");
      char verb = text.charAt(end);
      String precision = text.substring(i + 1, end);
      i = end;
      if (verb == '%') {
        out.append('%');
        continue;
      }
      if (next == arguments.size())
        throw new IllegalArgumentException("index " + next + " out of range");
      out.append(one(verb, precision.isEmpty() ? ".6" : precision, arguments.get(next++)));
    }
    return out.toString();
  }

  private static String one(char verb, String precision, Object argument) {
    return switch (verb) {
      case 's' -> text(argument);
      case 'd' ->
          argument instanceof Number n && !(n instanceof Double)
              ? n.toString()
              : wrong(verb, argument);
      case 'f', 'e' ->
          argument instanceof Number n
              ? ("%" + precision + verb).formatted(n.doubleValue())
              : wrong(verb, argument);
      case 'b' ->
          argument instanceof Boolean b
              ? (b ? "1" : "0")
              : argument instanceof Long n ? Long.toBinaryString(n) : wrong(verb, argument);
      case 'o' -> argument instanceof Long n ? Long.toOctalString(n) : wrong(verb, argument);
      case 'x' -> argument instanceof Long n ? Long.toHexString(n) : wrong(verb, argument);
      case 'X' ->
          argument instanceof Long n
              ? Long.toHexString(n).toUpperCase(Locale.ROOT)
              : wrong(verb, argument);
      default ->
          throw new IllegalArgumentException("unrecognized formatting clause \"" + verb + "\"");
    };
  }

  private static String wrong(char verb, Object argument) {
    throw new IllegalArgumentException("%" + verb + " does not take " + text(argument));
  }

  private static String text(Object value) {
    return switch (value) {
      case NullValue _ -> "null";
      case List<?> list ->
          list.stream().map(RuleFormat::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      case Double number -> GoText.number(number);
      default -> value.toString();
    };
  }
}

package io.veloflux.standalone.kube.schema;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The `format`s that an API server checks. Others are ignored, as it ignores what it does not
/// know; of those that it knows, `isbn`, `creditcard`, `ssn`, `bsonobjectid` and colors are not
/// checked here.
final class Formats {
  private static final Set<String> INTEGERS = Set.of("int32", "int64");
  private static final Set<String> NUMBERS = Set.of("float", "double");

  private static final Map<String, Predicate<String>> STRINGS =
      Map.ofEntries(
          Map.entry("byte", Formats::isBase64),
          Map.entry("cidr", IpText::isCidr),
          Map.entry("date", Formats::isDate),
          Map.entry("datetime", Formats::isDateTime),
          Map.entry("duration", text -> GoDuration.parse(text) != null),
          Map.entry("email", pattern("^[^\\s@<>()\\[\\],;:\\\\\"]+@[^\\s@<>()\\[\\],;:\\\\\"]+$")),
          Map.entry(
              "hostname",
              pattern(
                  "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*$")),
          Map.entry("ipv4", IpText::isV4),
          Map.entry("ipv6", IpText::isV6),
          Map.entry("k8sshortname", pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")),
          Map.entry(
              "k8slongname",
              text ->
                  text.length() <= 253
                      && pattern(
                              "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
                          .test(text)),
          Map.entry(
              "mac", pattern("^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}([:-][0-9a-fA-F]{2}){0,2}$")),
          Map.entry("uri", Formats::isUri),
          Map.entry("uuid", uuid("[0-9a-f]", "[0-9a-f]")),
          Map.entry("uuid3", uuid("3", "[0-9a-f]")),
          Map.entry("uuid4", uuid("4", "[89ab]")),
          Map.entry("uuid5", uuid("5", "[89ab]")));

  private Formats() {}

  /// `format` if values of `type` are checked against it, else empty.
  static String known(String type, String format) {
    boolean known =
        switch (type) {
          case "integer" -> INTEGERS.contains(format);
          case "number" -> NUMBERS.contains(format);
          case "string", "" -> STRINGS.containsKey(normal(format));
          default -> false;
        };
    return known ? format : "";
  }

  static boolean matches(String format, String text) {
    Predicate<String> check = STRINGS.get(normal(format));
    return check == null || check.test(text);
  }

  private static String normal(String format) {
    return format.replace("-", "");
  }

  private static Predicate<String> pattern(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return text -> pattern.matcher(text).find();
  }

  private static Predicate<String> uuid(String version, String variant) {
    return pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}$"
            .formatted(version, variant));
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return text.length() % 4 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static final Pattern TIME =
      Pattern.compile("^([0-9]{2}):([0-9]{2}):([0-9]{2})(\\.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$");

  private static boolean isDateTime(String text) {
    String[] parts = text.toLowerCase(java.util.Locale.ROOT).split("t", -1);
    if (parts.length < 2 || !isDate(parts[0])) return false;
    var time = TIME.matcher(parts[1]);
    return time.find()
        && time.group(1).compareTo("23") <= 0
        && time.group(2).compareTo("59") <= 0
        && time.group(3).compareTo("59") <= 0;
  }

  /// An absolute URI or an absolute path, as in a request line.
  private static boolean isUri(String text) {
    try {
      return text.startsWith("/") || new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}

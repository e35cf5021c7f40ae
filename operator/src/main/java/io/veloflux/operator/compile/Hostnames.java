package io.veloflux.operator.compile;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Hostnames as listeners, routes and allowed domains have them: `shop.example.com`;
/// `*.example.com` for one or more labels below `example.com`, not for `example.com` itself; `""`
/// for any.
final class Hostnames {
  static final String ANY = "";
  static final int MAX_LENGTH = 253;
  static final int MAX_LABEL_LENGTH = 63;

  /// Exact names first, then wildcards with more characters, then any; by text where that leaves a
  /// tie.
  static final Comparator<String> MOST_SPECIFIC_FIRST =
      Comparator.comparingInt(Hostnames::breadth).thenComparing(Comparator.naturalOrder());

  private Hostnames() {}

  /// 0 for an exact name, more for a wildcard and the more the shorter it is, most for any.
  static int breadth(String hostname) {
    if (hostname.isEmpty()) return Integer.MAX_VALUE;
    return isWildcard(hostname) ? Integer.MAX_VALUE - hostname.length() : 0;
  }

  static boolean isWildcard(String hostname) {
    return hostname.startsWith("*.");
  }

  /// Whether every name of `narrow` is one of `wide`.
  ///
  /// Examples: `*.a.b` covers `x.a.b`, `y.x.a.b` and `*.x.a.b`, not `a.b`.
  static boolean covers(String wide, String narrow) {
    if (wide.isEmpty() || wide.equals(narrow)) return true;
    // ".a.b" of "*.a.b": the narrow one has at least one label in front of it
    return isWildcard(wide)
        && narrow.length() > wide.length() - 1
        && narrow.endsWith(wide.substring(1));
  }

  /// The names that both stand for, or `null` if there are none: the more specific one if the other
  /// covers it.
  static @Nullable String intersect(String a, String b) {
    if (covers(a, b)) return b;
    return covers(b, a) ? a : null;
  }

  /// The narrowest wildcard that covers `hostname` and is not `hostname`, or `null`: `x.a.b` →
  /// `*.a.b` → `*.b`.
  static @Nullable String wider(String hostname) {
    int from = isWildcard(hostname) ? 2 : 0;
    int dot = hostname.indexOf('.', from);
    return dot < 0 ? null : "*" + hostname.substring(dot);
  }

  /// Whether it is written as the API wants it: lower case, labels of letters, digits and inner
  /// hyphens.
  static boolean isValid(@Nullable String hostname) {
    if (hostname == null || hostname.length() > MAX_LENGTH) return false;
    int from = isWildcard(hostname) ? 2 : 0;
    int label = from;
    for (int i = from; i <= hostname.length(); i++) {
      char c = i == hostname.length() ? '.' : hostname.charAt(i);
      if (c == '.') {
        if (i == label || i - label > MAX_LABEL_LENGTH) return false;
        if (hostname.charAt(label) == '-' || hostname.charAt(i - 1) == '-') return false;
        label = i + 1;
      } else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }
}

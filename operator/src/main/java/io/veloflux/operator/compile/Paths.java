package io.veloflux.operator.compile;

/// Which paths a route may ask for: only those that a proxy can see, since it normalises the path
/// of a request first (it decodes unreserved characters, resolves dots, merges slashes).
final class Paths {
  private static final int MAX_LENGTH = 1024;
  private static final String OTHERS = "._~!$&'()*+,;=:@-/";

  private Paths() {}

  /// What is wrong with it, or `""`.
  static String problem(String path) {
    if (path.length() > MAX_LENGTH) return "has more than " + MAX_LENGTH + " characters";
    if (!path.startsWith("/")) return "must begin with /";
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        String problem = escapeProblem(path, i);
        if (!problem.isEmpty()) return problem;
        i += 2;
      } else if (!isLetterOrDigit(c) && OTHERS.indexOf(c) < 0) {
        return "has a character that must be written as %XX";
      }
    }
    return segmentProblem(path);
  }

  /// Without the slashes at its end: `/foo/` and `/foo` are the same prefix, and `/` is every path.
  static String prefix(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') end--;
    return path.substring(0, end);
  }

  private static String escapeProblem(String path, int at) {
    int high = at + 1 < path.length() ? hex(path.charAt(at + 1)) : -1;
    int low = at + 2 < path.length() ? hex(path.charAt(at + 2)) : -1;
    if (high < 0 || low < 0) return "must write an escape as %XX in capitals";
    int decoded = high * 16 + low;
    if (decoded == 0 || decoded == '/' || decoded == '\\')
      return "has an escape that no request may have";
    if (isLetterOrDigit((char) decoded) || "-._~".indexOf(decoded) >= 0) {
      return "must write '%c' for its escape".formatted((char) decoded);
    }
    return "";
  }

  private static String segmentProblem(String path) {
    if (path.contains("//")) return "has an empty segment, which no request keeps";
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals(".."))
        return "has a '" + segment + "' segment, which no request keeps";
    }
    return "";
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}

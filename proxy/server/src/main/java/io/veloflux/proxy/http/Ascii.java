package io.veloflux.proxy.http;

/// Comparing and classifying bytes of a message head.
final class Ascii {
  private static final boolean[] TOKEN = token();

  private Ascii() {}

  private static boolean[] token() {
    boolean[] token = new boolean[256];
    for (char c = '0'; c <= '9'; c++) token[c] = true;
    for (char c = 'a'; c <= 'z'; c++) token[c] = token[c - 'a' + 'A'] = true;
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) token[c] = true;
    return token;
  }

  /// `tchar` of RFC 9110 §5.6.2: what names of methods and fields are made of.
  static boolean isToken(byte octet) {
    return TOKEN[octet & 0xff];
  }

  static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /// @return 0 to 15, or -1 for what is no hexadecimal digit
  static int hex(byte octet) {
    return Character.digit(octet, 16);
  }

  static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
  }

  /// @param lower in lower case
  static boolean equalsIgnoreCase(byte[] lower, byte[] bytes, int start, int end) {
    if (lower.length != end - start) return false;
    for (int i = 0; i < lower.length; i++) {
      if (lower[i] != lower(bytes[start + i])) return false;
    }
    return true;
  }

  static boolean equalsIgnoreCase(byte[] bytes, int start, int end, int otherStart, int otherEnd) {
    if (end - start != otherEnd - otherStart) return false;
    for (int i = start, j = otherStart; i < end; i++, j++) {
      if (lower(bytes[i]) != lower(bytes[j])) return false;
    }
    return true;
  }
}

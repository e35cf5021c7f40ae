package io.veloflux.operator.compile;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Addresses and ranges written as literals. Nothing here asks a name service.
final class Addresses {
  private Addresses() {}

  /// An address in its one canonical form (`2001:DB8::1` → `2001:db8:0:0:0:0:0:1`), or `null` if it
  /// is no literal.
  static @Nullable String canonical(@Nullable String text) {
    InetAddress address = parse(text);
    return address == null ? null : address.getHostAddress();
  }

  /// Whether it can only be meant as an IPv4 address: a name needs a letter in its last label.
  static boolean looksLikeIpv4(String host) {
    return !host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /// Such as `10.0.0.0/8` or `2001:db8::/32`; a prefix longer than the address is not accepted.
  static boolean isCidr(@Nullable String text) {
    if (text == null) return false;
    int slash = text.indexOf('/');
    if (slash < 0 || text.length() - slash > 4) return false;
    InetAddress address = parse(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    if (address == null || !bits.matches("[0-9]{1,3}")) return false;
    return Integer.parseInt(bits) <= (address instanceof Inet4Address ? 32 : 128);
  }

  private static @Nullable InetAddress parse(@Nullable String text) {
    if (text == null || text.length() > 45) return null;
    boolean ipv6 = text.indexOf(':') >= 0;
    // the JDK would also take "10.1" for 10.0.0.1, brackets, and a scope, which asks the network
    // interfaces
    if (!text.matches(ipv6 ? "[0-9a-fA-F:.]+" : "[0-9]{1,3}(\\.[0-9]{1,3}){3}")) return null;
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

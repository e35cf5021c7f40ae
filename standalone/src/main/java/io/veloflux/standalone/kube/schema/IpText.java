package io.veloflux.standalone.kube.schema;

import com.google.re2j.Pattern;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads literal IP addresses and networks. Never asks a name server.
final class IpText {
  private static final Pattern V4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  private IpText() {}

  static boolean isV4(String text) {
    return text.indexOf(':') < 0 && parse(text) != null;
  }

  static boolean isV6(String text) {
    return text.indexOf(':') >= 0 && parse(text) != null;
  }

  static boolean isCidr(String text) {
    return prefix(text) >= 0;
  }

  /// @return null if it is no literal address; IPv6 zones are none
  static @Nullable InetAddress parse(String text) {
    try {
      boolean v6 = text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0;
      return v6 || V4.matches(text) ? InetAddress.ofLiteral(text) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// The length of a network's prefix, -1 if it is no network.
  static int prefix(String cidr) {
    int slash = cidr.indexOf('/');
    InetAddress address = slash < 0 ? null : parse(cidr.substring(0, slash));
    if (address == null || !cidr.substring(slash + 1).matches("[0-9]{1,3}")) return -1;
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    return prefix <= 8 * bytes(cidr.substring(0, slash)).length ? prefix : -1;
  }

  /// The network that `cidr` names contains `address`.
  static boolean contains(String cidr, String address) {
    int prefix = prefix(cidr);
    byte[] network = bytes(cidr.substring(0, Math.max(0, cidr.indexOf('/'))));
    byte[] bytes = bytes(address);
    if (prefix < 0 || bytes.length != network.length) return false;
    return Arrays.equals(masked(network, prefix), masked(bytes, prefix));
  }

  /// Empty if it is no address. An IPv4 address mapped into IPv6 counts as IPv6, as it is written.
  static byte[] bytes(String text) {
    InetAddress address = parse(text);
    if (address == null) return new byte[0];
    byte[] bytes = address.getAddress();
    if (bytes.length == 4 && text.indexOf(':') >= 0) {
      byte[] mapped = new byte[16];
      mapped[10] = mapped[11] = (byte) 0xff;
      System.arraycopy(bytes, 0, mapped, 12, 4);
      return mapped;
    }
    return bytes;
  }

  static byte[] masked(byte[] address, int prefix) {
    byte[] masked = address.clone();
    for (int bit = prefix; bit < 8 * masked.length; bit++)
      masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    return masked;
  }
}

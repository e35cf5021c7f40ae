package io.veloflux.proxy.runtime;

import java.net.InetAddress;
import java.util.List;

/// A set of IPv4 and IPv6 address ranges, such as `10.0.0.0/8`, `fd00::/8` or a single address.
/// Immutable.
///
/// - An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) is that IPv4 address.
/// - Bits behind the prefix are ignored: `10.1.2.3/8` is `10.0.0.0/8`.
public final class Cidrs {
  public static final Cidrs NONE = new Cidrs(List.of());

  private final List<Range> ranges;

  private Cidrs(List<Range> ranges) {
    this.ranges = ranges;
  }

  /// @throws IllegalArgumentException naming the entry that is no range
  public static Cidrs parse(List<String> texts) {
    return texts.isEmpty() ? NONE : new Cidrs(texts.stream().map(Range::parse).toList());
  }

  public boolean contains(InetAddress address) {
    if (ranges.isEmpty()) return false;
    byte[] bytes = address.getAddress();
    for (Range range : ranges) {
      if (range.contains(bytes)) return true;
    }
    return false;
  }

  private static final class Range {
    /// As many bytes as the family has.
    private final byte[] network;

    private final int prefixBits;

    private Range(byte[] network, int prefixBits) {
      this.network = network;
      this.prefixBits = prefixBits;
    }

    static Range parse(String text) {
      int slash = text.indexOf('/');
      byte[] network = address(slash < 0 ? text : text.substring(0, slash), text);
      int bits = network.length * 8;
      int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits, text);
      return new Range(network, prefix);
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) return false;
      int whole = prefixBits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != network[i]) return false;
      }
      int rest = prefixBits % 8;
      return rest == 0
          || (address[whole] & 0xff) >> (8 - rest) == (network[whole] & 0xff) >> (8 - rest);
    }

    private static byte[] address(String host, String text) {
      try {
        return InetAddress.ofLiteral(host).getAddress(); // never asks a name server
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'%s' is no address range".formatted(text), e);
      }
    }

    private static int prefix(String digits, int bits, String text) {
      try {
        int prefix = Integer.parseInt(digits);
        if (prefix >= 0 && prefix <= bits) return prefix;
      } catch (NumberFormatException e) {
        // said below
      }
      throw new IllegalArgumentException("'%s' needs a prefix from 0 to %d".formatted(text, bits));
    }
  }
}

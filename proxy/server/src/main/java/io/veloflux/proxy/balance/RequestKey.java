package io.veloflux.proxy.balance;

/// A number for whatever makes requests go to the same endpoint: the same text is the same number
/// in every proxy, today and after a restart.
///
/// Source: FNV-1a with the finalizer of SplitMix64, since FNV's high bits differ little between
/// short texts.
public final class RequestKey {
  public enum Of {
    NOTHING,
    /// The client's address, by the listener's rules on trusted proxies.
    CLIENT,
    /// The normalised path, without the query.
    PATH
  }

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private RequestKey() {}

  /// @param bytes from `start` to before `end`
  public static long of(byte[] bytes, int start, int end) {
    long hash = OFFSET;
    for (int i = start; i < end; i++) hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    return mixed(hash);
  }

  /// @param text ASCII
  public static long of(String text) {
    long hash = OFFSET;
    for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * PRIME;
    return mixed(hash);
  }

  /// Spreads what differs in a few bits over all of them.
  static long mixed(long bits) {
    long x = bits;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}

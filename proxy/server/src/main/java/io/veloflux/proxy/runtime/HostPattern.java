package io.veloflux.proxy.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A hostname of listeners and hosts: `x.a.b` that name, `*.a.b` one or more labels below, `""`
/// any. Made once for each host of a configuration, since routers of later snapshots need it again.
final class HostPattern {
  private final String text;
  private final List<String> covering;
  private final byte[] key;
  private final long hash;

  HostPattern(String text) {
    this.text = text;
    this.covering = List.copyOf(covering(text));
    this.key = (isWildcard(text) ? text.substring(2) : text).getBytes(StandardCharsets.UTF_8);
    this.hash = SeededHash.backwards(key);
  }

  String text() {
    return text;
  }

  boolean isWildcard() {
    return isWildcard(text);
  }

  /// All patterns that hold for whatever this one holds for, itself first, less and less specific:
  /// `x.a.b` → `x.a.b`, `*.a.b`, `*.b`, `""`.
  List<String> covering() {
    return covering;
  }

  /// By the name, or what is behind the `*.`.
  <V> ByteTable.Entry<V> entry(V value) {
    return new ByteTable.Entry<>(hash, key, value);
  }

  static boolean isWildcard(String pattern) {
    return pattern.startsWith("*.");
  }

  private static List<String> covering(String pattern) {
    List<String> chain = new ArrayList<>(6);
    if (!pattern.isEmpty()) chain.add(pattern);
    int from = isWildcard(pattern) ? 2 : 0;
    for (int dot = pattern.indexOf('.', from); dot >= 0; dot = pattern.indexOf('.', dot + 1)) {
      chain.add("*" + pattern.substring(dot));
    }
    chain.add("");
    return chain;
  }
}

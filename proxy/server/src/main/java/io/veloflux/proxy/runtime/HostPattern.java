package io.veloflux.proxy.runtime;

import java.util.ArrayList;
import java.util.List;

/// Hostnames of listeners and hosts: `x.a.b` that name, `*.a.b` one or more labels below, `""` any.
final class HostPattern {
  private HostPattern() {}

  /// All patterns that hold for whatever this one holds for, itself first, less and less specific:
  /// `x.a.b` → `x.a.b`, `*.a.b`, `*.b`, `""`.
  static List<String> covering(String pattern) {
    List<String> chain = new ArrayList<>(6);
    if (!pattern.isEmpty()) chain.add(pattern);
    int from = isWildcard(pattern) ? 2 : 0;
    for (int dot = pattern.indexOf('.', from); dot >= 0; dot = pattern.indexOf('.', dot + 1)) {
      chain.add("*" + pattern.substring(dot));
    }
    chain.add("");
    return chain;
  }

  static boolean isWildcard(String pattern) {
    return pattern.startsWith("*.");
  }
}

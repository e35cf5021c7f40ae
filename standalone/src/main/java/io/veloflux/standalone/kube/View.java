package io.veloflux.standalone.kube;

import java.util.List;
import java.util.Locale;

/// How a client wants to see objects (`Accept`).
enum View {
  /// As they are.
  OBJECT,
  /// Rows for people.
  TABLE,
  /// Their metadata alone.
  METADATA;

  /// The first offer that can be met.
  static View of(String accept) {
    if (accept.isBlank()) return OBJECT;
    for (String offer : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      List<String> parts = List.of(offer.replace(" ", "").split(";", -1));
      boolean json = List.of("application/json", "*/*", "application/*").contains(parts.getFirst());
      boolean v1 = parts.contains("v=v1");
      if (!json) continue;
      if (parts.contains("as=table")) {
        if (v1) return TABLE;
      } else if (parts.contains("as=partialobjectmetadata")
          || parts.contains("as=partialobjectmetadatalist")) {
        if (v1) return METADATA;
      } else if (parts.stream().noneMatch(part -> part.startsWith("as="))) {
        return OBJECT;
      }
    }
    throw Statuses.notAcceptable(List.of("application/json"));
  }
}

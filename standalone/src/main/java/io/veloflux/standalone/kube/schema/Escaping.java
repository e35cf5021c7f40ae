package io.veloflux.standalone.kube.schema;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Field names as rules write them: `x-y` is `self.x__dash__y`.
final class Escaping {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private Escaping() {}

  /// @return null if rules cannot name the field
  static @Nullable String escape(String name) {
    if (RESERVED.contains(name)) return "__" + name + "__";
    if (!name.matches("[a-zA-Z_./-][a-zA-Z0-9_./-]*")) return null;
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}

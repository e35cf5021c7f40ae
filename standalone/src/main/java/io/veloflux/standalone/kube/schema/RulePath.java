package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// The `fieldPath` of a rule: `.a.b` or `['a.b'].c`, fields only.
final class RulePath {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]']+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

  private RulePath() {}

  static boolean leadsToField(String path, JsonNode schema) {
    Matcher step = STEP.matcher(path);
    JsonNode at = schema;
    int read = 0;
    while (read < path.length() && step.find(read) && step.start() == read) {
      read = step.end();
      String name =
          step.group(1) == null ? step.group(2).replaceAll("\\\\(.)", "$1") : step.group(1);
      at =
          at.path("properties").isObject()
              ? at.path("properties").path(name)
              : at.path("additionalProperties");
      if (!at.isObject()) return false;
    }
    return read == path.length();
  }
}

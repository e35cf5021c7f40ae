package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import dev.cel.common.CelException;
import java.util.List;
import java.util.Locale;

/// Collects what is wrong with one entry of `x-kubernetes-validations`, in kube-apiserver's words.
///
/// @param path of the entry
record RuleProblems(String path, JsonNode entry, List<Cause> problems) {
  /// Stands for the path of the whole schema, which is not known here.
  static final String SCHEMA = "<schema>";

  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(<input>:[0-9]+:[0-9]+: )(mismatched|extraneous|token recognition|no viable|missing) ");
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?is)(<input>:[0-9]+:[0-9]+: )(duration|timestamp|regex) validation failed.*?\n \\|");

  /// @param member of the entry that is wrong
  void add(String member, String detail) {
    problems.add(Cause.invalid(path + "." + member, shown(), detail));
  }

  void doesNotCompile(String member, CelException e) {
    String text = CANDIDATES.matcher(String.valueOf(e.getMessage())).replaceAll("");
    text = SYNTAX.matcher(text).replaceAll("$1Syntax error: $2 ");
    String prefix = member.equals("rule") ? "" : member + " ";
    add(member, prefix + "compilation failed: " + literal(text));
  }

  private static String literal(String text) {
    var found = LITERAL.matcher(text);
    if (!found.find()) return text;
    String kind = found.group(2).toLowerCase(Locale.ROOT);
    String argument = kind.equals("regex") ? "matches" : kind;
    return text.substring(0, found.start())
        + found.group(1)
        + "invalid "
        + argument
        + " argument\n |"
        + text.substring(found.end());
  }

  void optionalWithoutOldSelf() {
    problems.add(
        Cause.invalid(
            path + ".optionalOldSelf",
            entry.path("optionalOldSelf").asText(),
            "may not be set if oldSelf is not used in rule"));
  }

  void uncorrelatable(String list) {
    problems.add(
        Cause.invalid(
            path + ".rule",
            GoText.quote(entry.path("rule").asText()),
            "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                + SCHEMA
                + list));
  }

  /// The entry as kube-apiserver prints it.
  private String shown() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("Rule", entry.path("rule").asText(""));
    all.put("Message", entry.path("message").asText(""));
    all.put("MessageExpression", entry.path("messageExpression").asText(""));
    all.set("Reason", entry.get("reason"));
    all.put("FieldPath", entry.path("fieldPath").asText(""));
    all.set("OptionalOldSelf", entry.get("optionalOldSelf"));
    return GoText.escaped(all);
  }
}

package io.veloflux.operator.status;

import io.veloflux.crd.Condition;
import io.veloflux.operator.compile.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Condition] before it has a generation and a time.
///
/// @param status `True`, `False` or `Unknown`
record Judgement(String type, String status, String reason, String message) {
  static final String TRUE = "True";
  static final String FALSE = "False";
  static final String UNKNOWN = "Unknown";
  private static final int MAX_MESSAGE = 2_000;

  static Judgement of(String type, boolean holds, String reason, String message) {
    return new Judgement(type, holds ? TRUE : FALSE, reason, message);
  }

  static Judgement of(Finding finding) {
    return of(finding.type(), finding.holds(), finding.reason(), finding.message());
  }

  boolean holds() {
    return status.equals(TRUE);
  }

  /// Makes conditions. The time of one changes only with its status.
  ///
  /// @param before the conditions that the object has now
  static List<Condition> conditions(
      List<Judgement> judgements, long generation, @Nullable List<Condition> before, Instant now) {
    List<Condition> conditions = new ArrayList<>(judgements.size());
    for (Judgement judgement : judgements) {
      String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
      for (Condition old : before == null ? List.<Condition>of() : before) {
        if (old.type().equals(judgement.type) && old.status().equals(judgement.status)) {
          since = old.lastTransitionTime();
        }
      }
      conditions.add(
          new Condition(
              judgement.type,
              judgement.status,
              generation,
              since,
              judgement.reason,
              judgement.shortMessage()));
    }
    return conditions;
  }

  String shortMessage() {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}

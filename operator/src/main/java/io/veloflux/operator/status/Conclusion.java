package io.veloflux.operator.status;

import io.veloflux.crd.Condition;
import io.veloflux.crd.Reasons;
import io.veloflux.operator.compile.Finding;
import io.veloflux.operator.compile.Serving;
import io.veloflux.operator.compile.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is to be said of one object, without times.
///
/// - `Programmed`: `True` only when every ready proxy serves what the object asks for now.
/// - `Ready`, with the reason of the first condition that keeps it from being: nothing is left to
///   do.
/// - `Reconciling`: not ready, and it may come by itself (proxies answer, a Pool is made).
/// - `Stalled`: not ready, and it stays so until somebody changes something.
/// - `Healthy` has no part in `Ready`: a configuration can be delivered although backends are down.
///
/// @param provisional an answer that changes it is expected any moment: writing it now would be
///   writing twice
record Conclusion(List<Judgement> judgements, boolean provisional) {
  static Conclusion of(Verdict verdict, Delivery delivery, @Nullable Health health) {
    List<Judgement> judgements = new ArrayList<>(8);
    for (Finding finding : verdict.findings()) judgements.add(Judgement.of(finding));
    boolean stalled =
        verdict.findings().stream()
            .anyMatch(f -> f.type().equals(Condition.ACCEPTED) && !f.holds());
    boolean provisional = false;
    switch (verdict.serving()) {
      case Serving.Blocked(String reason, String message) ->
          judgements.add(Judgement.of(Condition.PROGRAMMED, false, reason, message));
      case Serving.WhenServed _ -> {
        judgements.add(programmed(delivery));
        stalled = stalled || isFinal(delivery);
        provisional = delivery instanceof Delivery.Unknown || isSoon(delivery);
      }
    }
    List<Judgement> all = new ArrayList<>(judgements);
    if (health != null) {
      all.add(health.judgement());
      provisional = provisional || (health.silent() > 0 && isSoon(delivery));
    }
    addSummary(all, judgements, stalled);
    return new Conclusion(List.copyOf(all), provisional);
  }

  /// What people are told first: the first condition that does not hold, `Healthy` included, or
  /// `Ready` when there is none.
  Judgement headline() {
    for (Judgement judgement : judgements) {
      if (!judgement.holds() || judgement.type().equals(Condition.READY)) return judgement;
    }
    throw new IllegalStateException("no condition is " + Condition.READY);
  }

  private static Judgement programmed(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Served _ ->
          Judgement.of(Condition.PROGRAMMED, true, Reasons.PROGRAMMED, "all proxies serve it");
      case Delivery.Pending(int served, int proxies, _) ->
          Judgement.of(
              Condition.PROGRAMMED,
              false,
              Reasons.PENDING,
              "%d of %d proxies serve it".formatted(served, proxies));
      case Delivery.Unknown _ ->
          Judgement.of(
              Condition.PROGRAMMED,
              false,
              Reasons.PENDING,
              "the operator has not heard all proxies yet");
      case Delivery.NoProxies _ ->
          Judgement.of(
              Condition.PROGRAMMED,
              false,
              Reasons.NO_PROXIES,
              "no proxy of the fleet answers: see whether they run and whether the operator reaches their admin port");
      case Delivery.Refused(String proxy, String reason) ->
          Judgement.of(
              Condition.PROGRAMMED,
              false,
              Reasons.PROXY_REFUSED,
              "proxy %s keeps what it served before: %s".formatted(proxy, reason));
      case Delivery.Unpublished(String reason, String message) ->
          Judgement.of(Condition.PROGRAMMED, false, reason, message);
    };
  }

  private static boolean isFinal(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Refused _ -> true;
      case Delivery.Unpublished(String reason, _) -> reason.equals(Reasons.CONFIG_TOO_LARGE);
      case Delivery.Served _, Delivery.Pending _, Delivery.Unknown _, Delivery.NoProxies _ -> false;
    };
  }

  private static boolean isSoon(Delivery delivery) {
    return delivery instanceof Delivery.Pending(_, _, boolean soon) && soon;
  }

  private static void addSummary(List<Judgement> all, List<Judgement> necessary, boolean stalled) {
    Judgement ready = Judgement.of(Condition.READY, true, Reasons.READY, "");
    for (Judgement judgement : necessary.reversed()) {
      if (!judgement.holds()) {
        ready = Judgement.of(Condition.READY, false, judgement.reason(), judgement.message());
      }
    }
    boolean blocked = stalled && !ready.holds();
    boolean reconciling = !stalled && !ready.holds();
    all.add(ready);
    all.add(
        Judgement.of(
            Condition.RECONCILING,
            reconciling,
            reconciling ? Reasons.PROGRESSING : Reasons.RECONCILED,
            reconciling ? ready.message() : ""));
    all.add(
        Judgement.of(
            Condition.STALLED,
            blocked,
            blocked ? Reasons.BLOCKED : Reasons.RUNNING,
            blocked ? ready.message() : ""));
  }
}

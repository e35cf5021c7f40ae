package io.veloflux.operator.compile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.veloflux.crd.Condition;
import io.veloflux.crd.Reasons;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is being found out about one object, until it is a [Verdict].
///
/// The first reason names the condition; the messages of all come after each other.
final class Judgement {
  private final ObjectKey key;
  private final long generation;
  private final boolean refers;
  private final List<String> notes = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final List<String> unresolved = new ArrayList<>();
  private final List<ListenerVerdict> listeners = new ArrayList<>();
  private @Nullable String refusedFor;
  private @Nullable String unresolvedFor;

  private Judgement(String kind, HasMetadata object, boolean refers) {
    this.key = new ObjectKey(kind, Age.namespace(object), Age.name(object));
    Long generation = object.getMetadata() == null ? null : object.getMetadata().getGeneration();
    this.generation = generation == null ? 0 : generation;
    this.refers = refers;
  }

  static Judgement of(String kind, HasMetadata object) {
    return new Judgement(kind, object, false);
  }

  /// For an object that refers to others: it also gets a finding about them.
  static Judgement ofReferring(String kind, HasMetadata object) {
    return new Judgement(kind, object, true);
  }

  /// @param message a sentence without its full stop
  void refuse(String reason, String message) {
    if (refusedFor == null) refusedFor = reason;
    refusals.add(message);
  }

  /// /// Comes before all else that is wrong with the object.
  ///
  /// @param lastGood whether an earlier version of the object is served instead
  void invalid(Reading reading, boolean lastGood) {
    invalid(
        reading,
        lastGood
            ? "its last good version keeps serving"
            : "nothing is served for it until this is mended");
  }

  void invalid(Reading reading, String consequence) {
    refusedFor = Reasons.INVALID;
    refusals.addFirst(reading.mistakes() + "; " + consequence);
  }

  boolean isRefused() {
    return refusedFor != null;
  }

  /// Ends what is said of a refused object of which something is served all the same.
  void partlyServed() {
    if (isRefused()) refusals.add("the rest of it is served");
  }

  void unresolved(String reason, String message) {
    if (unresolvedFor == null) unresolvedFor = reason;
    unresolved.add(message);
  }

  /// Something worth knowing about an object that is in order.
  void note(String message) {
    notes.add(message);
  }

  void listener(ListenerVerdict listener) {
    listeners.add(listener);
  }

  Verdict verdict() {
    List<Finding> findings = new ArrayList<>();
    Finding accepted =
        refusedFor == null
            ? new Finding(
                Condition.ACCEPTED,
                true,
                Reasons.ACCEPTED,
                notes.isEmpty() ? "in order" : String.join("; ", notes))
            : new Finding(Condition.ACCEPTED, false, refusedFor, String.join("; ", refusals));
    findings.add(accepted);
    if (refers) {
      findings.add(
          unresolvedFor == null
              ? new Finding(
                  Condition.RESOLVED_REFS,
                  true,
                  Reasons.RESOLVED_REFS,
                  "everything it names is there")
              : new Finding(
                  Condition.RESOLVED_REFS, false, unresolvedFor, String.join("; ", unresolved)));
    }
    Serving serving =
        accepted.holds()
            ? new Serving.WhenServed()
            : new Serving.Blocked(Reasons.NOT_ACCEPTED, accepted.message());
    return new Verdict(key, generation, findings, serving, listeners);
  }
}

package io.veloflux.operator.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.crd.Condition;
import io.veloflux.crd.Reasons;
import io.veloflux.operator.compile.Finding;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.Serving;
import io.veloflux.operator.compile.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What kstatus reads: Ready, Reconciling and Stalled never contradict each other.
class ConclusionTest {
  private static final Serving SERVED = new Serving.WhenServed();

  @Test
  void servedIsReady() {
    Conclusion conclusion = Conclusion.of(verdict(true, true, SERVED), new Delivery.Served(), null);
    assertEquals("True", find(conclusion, Condition.READY).status());
    assertEquals("False", find(conclusion, Condition.RECONCILING).status());
    assertEquals("False", find(conclusion, Condition.STALLED).status());
    assertFalse(conclusion.provisional());
  }

  @Test
  void aMissingReferenceMayComeByItself() {
    Conclusion conclusion =
        Conclusion.of(verdict(true, false, SERVED), new Delivery.Served(), null);
    assertEquals("True", find(conclusion, Condition.RECONCILING).status());
    assertEquals("False", find(conclusion, Condition.STALLED).status());
    assertEquals(Reasons.POOL_NOT_FOUND, find(conclusion, Condition.READY).reason());
  }

  @Test
  void whatIsNotAcceptedStaysSo() {
    Serving blocked = new Serving.Blocked(Reasons.NOT_ACCEPTED, "no");
    Conclusion conclusion =
        Conclusion.of(verdict(false, true, blocked), new Delivery.Served(), null);
    assertEquals("False", find(conclusion, Condition.PROGRAMMED).status());
    assertEquals("True", find(conclusion, Condition.STALLED).status());
    assertEquals("False", find(conclusion, Condition.RECONCILING).status());
    assertEquals(Reasons.INVALID, find(conclusion, Condition.READY).reason());
  }

  @Test
  void aRefusalQuotesTheProxyAndStalls() {
    Conclusion conclusion =
        Conclusion.of(verdict(true, true, SERVED), new Delivery.Refused("p", "port taken"), null);
    assertEquals(Reasons.PROXY_REFUSED, find(conclusion, Condition.PROGRAMMED).reason());
    assertTrue(find(conclusion, Condition.PROGRAMMED).message().contains("port taken"));
    assertEquals("True", find(conclusion, Condition.STALLED).status());
  }

  @Test
  void whatWasJustPublishedIsProvisional() {
    Verdict verdict = verdict(true, true, SERVED);
    assertTrue(Conclusion.of(verdict, new Delivery.Pending(0, 1, true), null).provisional());
    assertFalse(Conclusion.of(verdict, new Delivery.Pending(0, 1, false), null).provisional());
    assertTrue(Conclusion.of(verdict, new Delivery.Unknown(), null).provisional());
  }

  @Test
  void unhealthyBackendsDoNotMakeAConfigurationUnready() {
    Health health = new Health(true, 0, 2, 0, "10.0.0.1:80: refused");
    Conclusion conclusion =
        Conclusion.of(verdict(true, true, SERVED), new Delivery.Served(), health);
    assertEquals("False", find(conclusion, Condition.HEALTHY).status());
    assertEquals(Reasons.NONE_HEALTHY, find(conclusion, Condition.HEALTHY).reason());
    assertEquals("True", find(conclusion, Condition.READY).status());
    assertEquals(Reasons.NONE_HEALTHY, conclusion.headline().reason());
  }

  @Test
  void theHeadlineIsTheFirstThingThatIsWrong() {
    Health sick = new Health(true, 0, 2, 0, "10.0.0.1:80: refused");
    Serving blocked = new Serving.Blocked(Reasons.NOT_ACCEPTED, "no");
    assertEquals(Reasons.INVALID, headline(verdict(false, false, blocked), sick));
    assertEquals(Reasons.POOL_NOT_FOUND, headline(verdict(true, false, SERVED), sick));
    assertEquals(Reasons.NONE_HEALTHY, headline(verdict(true, true, SERVED), sick));
    assertEquals(
        Reasons.READY, headline(verdict(true, true, SERVED), new Health(true, 2, 2, 0, "")));
    assertEquals(
        Reasons.READY, headline(verdict(true, true, SERVED), new Health(false, 2, 2, 0, "")));
    assertEquals(Reasons.NO_ENDPOINTS, headline(verdict(true, true, SERVED), Health.NONE));
  }

  private static String headline(Verdict verdict, Health health) {
    return Conclusion.of(verdict, new Delivery.Served(), health).headline().reason();
  }

  @Test
  void aTimeChangesOnlyWithItsStatus() {
    List<Judgement> yes = List.of(Judgement.of(Condition.READY, true, Reasons.READY, ""));
    List<Judgement> no = List.of(Judgement.of(Condition.READY, false, Reasons.PENDING, "1 of 2"));
    List<Judgement> stillNo = List.of(Judgement.of(Condition.READY, false, Reasons.NO_PROXIES, ""));
    List<Condition> first = Judgement.conditions(yes, 1, null, Instant.ofEpochSecond(1));
    List<Condition> second = Judgement.conditions(no, 2, first, Instant.ofEpochSecond(2));
    List<Condition> third = Judgement.conditions(stillNo, 3, second, Instant.ofEpochSecond(3));
    assertEquals("1970-01-01T00:00:01Z", first.getFirst().lastTransitionTime());
    assertEquals("1970-01-01T00:00:02Z", second.getFirst().lastTransitionTime());
    assertEquals("1970-01-01T00:00:02Z", third.getFirst().lastTransitionTime());
    assertEquals(3L, third.getFirst().observedGeneration());
  }

  private static Verdict verdict(boolean accepted, boolean resolved, Serving serving) {
    String acceptedReason = accepted ? Reasons.ACCEPTED : Reasons.INVALID;
    String resolvedReason = resolved ? Reasons.RESOLVED_REFS : Reasons.POOL_NOT_FOUND;
    return new Verdict(
        new ObjectKey("Route", "acme", "a"),
        1,
        List.of(
            new Finding(Condition.ACCEPTED, accepted, acceptedReason, ""),
            new Finding(Condition.RESOLVED_REFS, resolved, resolvedReason, "")),
        serving,
        List.of());
  }

  private static Judgement find(Conclusion conclusion, String type) {
    return conclusion.judgements().stream()
        .filter(j -> j.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}

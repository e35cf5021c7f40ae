package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostnamesTest {
  @Test
  void aWildcardCoversOneOrMoreLabelsButNotItsOwnDomain() {
    assertTrue(Hostnames.covers("*.a.b", "x.a.b"));
    assertTrue(Hostnames.covers("*.a.b", "y.x.a.b"));
    assertTrue(Hostnames.covers("*.a.b", "*.x.a.b"));
    assertFalse(Hostnames.covers("*.a.b", "a.b"));
    assertFalse(Hostnames.covers("*.a.b", "xa.b"));
    assertFalse(Hostnames.covers("*.a.b", "*.b"));
    assertFalse(Hostnames.covers("x.a.b", "*.a.b"));
  }

  @Test
  void anyCoversEverythingAndNothingElseCoversAny() {
    assertTrue(Hostnames.covers("", "x.a.b"));
    assertTrue(Hostnames.covers("", ""));
    assertFalse(Hostnames.covers("*.a.b", ""));
  }

  @Test
  void theMoreSpecificOfTwoIsWhatBothStandFor() {
    assertEquals("x.a.b", Hostnames.intersect("*.a.b", "x.a.b"));
    assertEquals("x.a.b", Hostnames.intersect("x.a.b", ""));
    assertEquals("", Hostnames.intersect("", ""));
    assertNull(Hostnames.intersect("a.b", "*.a.b"));
  }

  @Test
  void exactNamesComeFirstThenLongerWildcardsThenAny() {
    assertEquals(
        List.of("a.b", "x.a.b", "*.x.a.b", "*.a.b", "*.y.b", "*.b", ""),
        List.of("", "*.b", "*.a.b", "x.a.b", "*.y.b", "a.b", "*.x.a.b").stream()
            .sorted(Hostnames.MOST_SPECIFIC_FIRST)
            .toList());
  }

  @Test
  void widerNamesAreWalkedUpToTheLastLabel() {
    assertEquals("*.a.b", Hostnames.wider("x.a.b"));
    assertEquals("*.b", Hostnames.wider("*.a.b"));
    assertNull(Hostnames.wider("*.b"));
    assertNull(Hostnames.wider(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "shop.example.com",
        "*.example.com",
        "*.com",
        "1.2",
        "a--b.c",
        "xn--bcher-kva.ch"
      })
  void lowerCaseLabelsAreValid(String hostname) {
    assertTrue(Hostnames.isValid(hostname));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "*", "*.", "a.", ".a", "a..b", "A.b", "-a.b", "a-.b", "a b", "a.*.b", "*.*.b",
        "a:80", "ä.b"
      })
  void anythingElseIsNot(String hostname) {
    assertFalse(Hostnames.isValid(hostname));
  }
}

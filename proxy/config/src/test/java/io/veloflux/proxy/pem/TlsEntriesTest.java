package io.veloflux.proxy.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TlsEntriesTest {
  private static final PemPair PAIR = new PemPair("certificates", "key");

  @Test
  void filesReadBackEqual() {
    TlsEntries entries = new TlsEntries(new TreeMap<>(Map.of("a.1", PAIR, "b.2", PAIR)));
    assertEquals(entries, TlsEntries.of(entries.files()));
    assertEquals(List.of("a.1"), List.copyOf(entries.only(List.of("a.1", "c")).pairs().keySet()));
  }

  @Test
  void halfAnEntryIsNone() {
    assertEquals(TlsEntries.NONE, TlsEntries.of(Map.of("a.crt", "certificates", "b.key", "key")));
  }

  @Test
  void theNameFollowsTheContent() {
    String name = TlsEntries.name("shop", PAIR);
    assertTrue(name.matches("shop\\.[0-9a-f]{32}"));
    assertTrue(name.startsWith(TlsEntries.prefix("shop")));
    assertNotEquals(name, TlsEntries.name("shop", new PemPair("certificates", "other")));
    assertNotEquals(PAIR.digest(), new PemPair("certificatesk", "ey").digest());
  }

  @Test
  void aLongNameStillFitsIntoASecret() {
    String name = TlsEntries.name("x".repeat(253), PAIR) + TlsEntries.CERTIFICATES;
    assertTrue(name.length() <= 253);
  }
}

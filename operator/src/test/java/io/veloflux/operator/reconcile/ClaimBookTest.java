package io.veloflux.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.veloflux.operator.compile.Claims;
import io.veloflux.operator.compile.TenantClaims;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimBookTest {
  private final Map<String, TenantClaims> tenants = new HashMap<>();
  private final Set<String> contenders = new HashSet<>();
  private final ClaimBook book = new ClaimBook(tenants::get, contenders::add);

  @Test
  void whoContendsIsToldWhenAHostnameIsTakenAndWhenItIsFreed() {
    set("acme", Map.of("shop.example.com", "1"));
    set("other", Map.of("other.example.org", "1"));
    set("evil", Map.of("shop.example.com", "2"));
    assertEquals(Set.of("acme"), contenders);
    contenders.clear();
    tenants.remove("acme");
    book.changed("acme");
    book.current();
    assertEquals(Set.of("evil"), contenders);
  }

  @Test
  void aWildcardConcernsTheNamesBelowIt() {
    set("acme", Map.of("a.b.example.com", "2"));
    set("other", Map.of("example.com", "2"));
    contenders.clear();
    set("wide", Map.of("*.example.com", "1"));
    assertEquals(Set.of("acme"), contenders);
  }

  @Test
  void nothingNewIsTheSameClaims() {
    set("acme", Map.of("shop.example.com", "1"));
    Claims before = book.current();
    book.changed("acme");
    assertSame(before, book.current());
    set("acme", Map.of("shop.example.com", "1", "b.example.com", "2"));
    assertNotSame(before, book.current());
  }

  private void set(String tenant, Map<String, String> hostnames) {
    tenants.put(tenant, new TenantClaims(tenant, hostnames, Map.of()));
    book.changed(tenant);
    book.current();
  }
}

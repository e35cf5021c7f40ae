package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
  private static final List<String> NAMES =
      List.of("", "*.com", "*.a.com", "a.com", "x.a.com", "*.x.a.com", "y.x.a.com");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void everyHostnameAndPortIsServedForTheTenantThatClaimedItFirst(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Manifests> tenants = new HashMap<>();
    List<Wish> wishes = new ArrayList<>();
    for (String tenant : List.of("acme", "globex", "initech")) {
      tenants.put(tenant, tenant(tenant, random, wishes));
    }
    List<TenantClaims> claims = tenants.values().stream().map(ClaimsTest::claims).toList();
    Map<String, String> servedBy = new HashMap<>();
    for (Manifests tenant : tenants.values()) {
      tenant.claims.addAll(claims);
      String name = tenant.tenant.getMetadata().getName();
      for (String host : served(Compiler.compile(tenant.input(null)).config())) {
        String other = servedBy.put(host, name);
        assertTrue(other == null, host + " is served for " + other + " and " + name);
      }
    }
    for (Wish wish : wishes) {
      String owner = servedBy.get(wish.hostname);
      Wish first = first(wishes, wish.hostname);
      assertEquals(
          wishes.stream()
              .anyMatch(w -> w.tenant.equals(first.tenant) && w.hostname.equals(wish.hostname)),
          owner != null,
          "%s of %s".formatted(wish, wishes));
      if (owner != null) assertEquals(first.tenant, owner, "%s of %s".formatted(wish, wishes));
    }
  }

  @Test
  void aPortGoesToTheTenantThatClaimedItFirst() {
    TenantClaims acme = new TenantClaims("acme", Map.of(), Map.of(8080, "2026-01-02T00:00:00Z"));
    TenantClaims globex =
        new TenantClaims("globex", Map.of(), Map.of(8080, "2026-01-01T00:00:00Z"));
    Claims claims = Claims.of(List.of(acme, globex));
    assertTrue(claims.owns(globex, 8080));
    assertFalse(claims.owns(acme, 8080));
    assertTrue(claims.owns(acme, 8081));
  }

  /// As the rule is written, without an index: the oldest claim that covers the hostname.
  private static Wish first(List<Wish> wishes, String hostname) {
    Wish first = null;
    for (Wish wish : wishes) {
      boolean covers =
          wish.hostname.isEmpty() || hostname.isEmpty()
              ? wish.hostname.equals(hostname)
              : Hostnames.covers(wish.hostname, hostname);
      if (covers && (first == null || wish.compareTo(first) < 0)) first = wish;
    }
    assertNotNull(first);
    return first;
  }

  private record Wish(String tenant, String hostname, int day) implements Comparable<Wish> {
    @Override
    public int compareTo(Wish other) {
      return day != other.day ? Integer.compare(day, other.day) : tenant.compareTo(other.tenant);
    }
  }

  private static Manifests tenant(String name, Random random, List<Wish> wishes)
      throws IOException {
    Manifests tenant = new Manifests();
    tenant.add(in(name, Islands.tenant()));
    tenant.add(in(name, Islands.defaultLoadBalancer()));
    for (int i = 0; i < 4; i++) {
      String hostname = NAMES.get(random.nextInt(NAMES.size()));
      int day = 1 + random.nextInt(5);
      wishes.add(new Wish(name, hostname, day));
      String hostnames = hostname.isEmpty() ? "" : "hostnames: ['%s'], ".formatted(hostname);
      ObjectNode route =
          (ObjectNode)
              Manifests.YAML.readTree(
                  "{kind: Route, metadata: {name: r%d, creationTimestamp: '2026-01-0%dT00:00:00Z'}, spec: {%spool: web}}"
                      .formatted(i, day, hostnames));
      tenant.add(in(name, route));
    }
    return tenant;
  }

  private static ObjectNode in(String tenant, ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    if (object.path("kind").asText().equals("Tenant")) metadata.put("name", tenant);
    else metadata.put("namespace", tenant);
    return object;
  }

  private static TenantClaims claims(Manifests tenant) {
    return Compiler.claims(
        tenant.tenant, tenant.loadBalancers, tenant.routes, Manifests.FLEET, null, new Readings());
  }

  private static List<String> served(ProxyConfig config) {
    List<String> hosts = new ArrayList<>();
    for (ListenerConfig listener : config.listeners()) {
      switch (listener.traffic()) {
        case Traffic.Http http -> http.hosts().forEach(host -> hosts.add(host.hostname()));
      }
    }
    return hosts;
  }
}

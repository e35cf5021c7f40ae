package io.veloflux.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParcelTest {
  @Test
  void aSmallConfigurationTravelsAsReadableJson() throws ConfigException {
    Parcel parcel = Parcel.pack(ConfigCodecTest.EVERYTHING);
    assertEquals(Parcel.PLAIN, parcel.name());
    assertTrue(parcel.content().startsWith("{"));
    assertEquals("1", parcel.annotations().get(Parcel.ROUTES));
    assertEquals(ConfigCodecTest.EVERYTHING, parcel.unpack());
  }

  @Test
  void aLargeConfigurationTravelsCompressed() throws ConfigException {
    ProxyConfig large = large();
    Parcel parcel = Parcel.pack(large);
    assertEquals(Parcel.GZIP, parcel.name());
    int bytes = Integer.parseInt(parcel.annotations().get(Parcel.BYTES));
    assertTrue(parcel.content().length() < bytes / 4, "compressed to " + parcel.content().length());
    assertEquals(large, parcel.unpack());
  }

  @Test
  void equalConfigurationsAreEqualParcels() {
    assertEquals(Parcel.pack(large()), Parcel.pack(large()));
  }

  @Test
  void contentThatIsNotWhatTheHashNamesIsRefused() {
    Parcel parcel = Parcel.pack(ConfigCodecTest.EVERYTHING);
    String changed = parcel.content().replace("acme", "evil");
    assertRefused(
        new Parcel(parcel.annotations(), parcel.name(), changed), "its annotation says '");
    assertRefused(new Parcel(Map.of(), Parcel.PLAIN, "{}"), "its annotation says ''");
  }

  @Test
  void damagedCompressionIsRefused() {
    assertRefused(new Parcel(Map.of(), Parcel.GZIP, "AAAA"), "not gzip");
    assertRefused(new Parcel(Map.of(), Parcel.GZIP, "{}"), "not Base64");
  }

  @Test
  void changesTravelWithTheNameOfTheirBase() throws ConfigException {
    ProxyConfig base = large();
    ProxyConfig config = with(base, base.routes().subList(1, base.routes().size()));
    String baseHash = Parcel.pack(base).hash();
    Parcel parcel = Objects.requireNonNull(Parcel.pack(baseHash, base, config));
    assertEquals(Parcel.CHANGES, parcel.name());
    assertEquals(baseHash, parcel.base());
    assertNotEquals(baseHash, parcel.hash());
    assertEquals(config, parcel.unpack(base));
    assertEquals(parcel, Parcel.pack(baseHash, base, config));
    assertTrue(parcel.content().length() < 200, parcel.content());
  }

  @Test
  void withoutChangesAConfigurationHasTheNameOfItsBase() throws ConfigException {
    Parcel whole = Parcel.pack(large());
    Parcel parcel = Parcel.withoutChanges(whole);
    assertEquals(parcel, Parcel.pack(whole.hash(), large(), large()));
    assertEquals(whole.hash(), parcel.hash());
    assertEquals(large(), parcel.unpack(large()));
  }

  @Test
  void changesThatAreNotWhatTheHashNamesAreRefused() {
    ProxyConfig base = large();
    ProxyConfig config = with(base, base.routes().subList(1, base.routes().size()));
    Parcel parcel = Objects.requireNonNull(Parcel.pack("base", base, config));
    Parcel altered =
        new Parcel(parcel.annotations(), parcel.name(), parcel.content().replace("1}", "2}"));
    assertThrows(ConfigException.class, () -> altered.unpack(base));
  }

  @Test
  void manyChangesAreWorthANewBase() {
    ProxyConfig base = large();
    List<RouteConfig> routes = base.routes();
    assertNull(Parcel.pack("base", with(base, routes.subList(0, 1_200)), base));
    assertNull(Parcel.pack("base", base, with(base, routes.subList(0, 10))));
  }

  private static ProxyConfig with(ProxyConfig config, List<RouteConfig> routes) {
    return new ProxyConfig(1, "acme", config.listeners(), routes, config.pools());
  }

  private static void assertRefused(Parcel parcel, String sentence) {
    ConfigException e = assertThrows(ConfigException.class, parcel::unpack);
    assertTrue(String.valueOf(e.getMessage()).contains(sentence), e.getMessage());
  }

  private static ProxyConfig large() {
    List<RouteConfig> routes =
        IntStream.range(0, 2_000)
            .mapToObj(i ->
                new RouteConfig(
                    "route/acme/r" + i,
                    List.of(new RouteConfig.Target(1, new Action.Forward("pool/acme/p" + i))),
                    List.of(),
                    RouteConfig.Timeouts.NONE))
            .toList();
    return new ProxyConfig(1, "acme", List.of(), routes, List.of());
  }
}

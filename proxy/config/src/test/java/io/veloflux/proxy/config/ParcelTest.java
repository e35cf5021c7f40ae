package io.veloflux.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
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

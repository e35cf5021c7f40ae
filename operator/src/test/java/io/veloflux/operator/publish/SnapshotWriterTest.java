package io.veloflux.operator.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.MockApi;
import io.veloflux.operator.MockApi.Request;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotWriterTest {
  /// Routes that do not travel as plain JSON any more.
  private static final int LARGE = 3_000;

  private final MockApi api = new MockApi();
  private final SnapshotWriter writer = writer();
  private final Tenant tenant = tenant("uid-1");

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anEqualConfigurationIsNotWrittenAgain() {
    assertEquals(true, published(config(3), List.of()).written());
    assertEquals(false, published(config(3), List.of()).written());
    assertEquals(false, published(config(3), all()).written());
    assertEquals(true, published(config(4), all()).written());
    assertEquals(2, api.requests().stream().filter(Request::isWrite).count());
  }

  @Test
  void aLateWatchDoesNotBringBackWhatWasThereBefore() {
    published(config(1), List.of());
    List<ConfigMap> late = all();
    published(config(2), late);
    assertEquals(2, writer.published(tenant, late).config().routes().size());
    assertEquals(2, writer.published(tenant, all()).config().routes().size());
  }

  @Test
  void aLostRaceIsFoughtOnceMoreOverWhatIsThereNow() {
    published(config(1), List.of());
    List<ConfigMap> mine = all();
    api.client().resource(annotated(live())).update();
    assertEquals(true, published(config(2), mine).written());
    assertEquals(2, writer.published(tenant, all()).config().routes().size());
  }

  @Test
  void errorsAreAnswers() {
    AtomicInteger code = new AtomicInteger();
    api.fault(r -> r.isWrite() ? MockApi.status(code.get()) : null);
    for (int each : List.of(500, 429, 409, 403)) {
      code.set(each);
      assertInstanceOf(Publication.Failed.class, writer.publish(tenant, config(1), List.of()));
    }
    api.noFaults();
    assertEquals(true, published(config(1), List.of()).written());
  }

  @Test
  void whatDoesNotFitLeavesTheOldOneInPlace() {
    published(config(1), List.of());
    Publication.Held held =
        assertInstanceOf(Publication.Held.class, writer.publish(tenant, huge(), all()));
    assertEquals(Reasons.CONFIG_TOO_LARGE, held.reason());
    assertTrue(held.message().contains("1048576"), held.message());
    assertEquals(1, writer.published(tenant, all()).config().routes().size());
  }

  @Test
  void aConfigMapOfAnEarlierTenantIsNoLastGood() {
    published(config(1), List.of());
    assertNull(writer().published(tenant("uid-2"), all()));
    assertEquals(1, writer().published(tenant, all()).config().routes().size());
  }

  @Test
  void aDamagedConfigMapIsWrittenAnew() {
    published(config(2), List.of());
    api.client()
        .resource(new ConfigMapBuilder(live()).addToData("config.json", "{}").build())
        .update();
    assertEquals(true, published(config(2), all()).written());
    assertEquals(2, writer().published(tenant, all()).config().routes().size());
  }

  @Test
  void somebodyElsesConfigMapIsNotTouched() {
    ConfigMap theirs =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("veloflux-system")
            .withName("config-acme")
            .endMetadata()
            .addToData("their", "own")
            .build();
    api.client().resource(theirs).create();
    assertInstanceOf(Publication.Failed.class, writer.publish(tenant, config(1), List.of()));
    assertEquals(theirs.getData(), live().getData());
  }

  @Test
  void ofALargeConfigurationOnlyChangesAreWritten() throws ConfigException {
    published(config(LARGE), List.of());
    assertEquals(Set.of("config-acme", "config-acme.a"), byName().keySet());
    ConfigMap base = byName().get("config-acme.a");
    published(config(LARGE + 1), all());
    published(config(LARGE + 2), all());
    assertEquals(base, byName().get("config-acme.a"));
    assertEquals(config(LARGE + 2), read());
    assertTrue(live().getData().get(Parcel.CHANGES).length() < 500, live().toString());
    assertEquals(4, api.requests().stream().filter(Request::isWrite).count());
  }

  @Test
  void aNewBaseIsLaidWhereNoneIsInUse() throws ConfigException {
    for (int round = 1; round <= 3; round++) {
      published(config(round * LARGE), all());
      assertEquals(config(round * LARGE), read());
    }
    assertEquals(Set.of("config-acme", "config-acme.a", "config-acme.b"), byName().keySet());
    published(config(1), all());
    assertEquals(Parcel.PLAIN, ConfigObjects.parcel(live()).name());
  }

  @Test
  void whenTheLastStepFailsEverythingThatIsReadIsStillWhole() throws ConfigException {
    published(config(LARGE), List.of());
    api.fault(r -> r.isWrite() && r.path().endsWith("config-acme") ? MockApi.status(500) : null);
    assertInstanceOf(Publication.Failed.class, writer.publish(tenant, config(2 * LARGE), all()));
    assertEquals(config(LARGE), read());
    api.noFaults();
    published(config(2 * LARGE), all());
    assertEquals(config(2 * LARGE), read());
  }

  @Test
  void anotherOperatorGoesOnWithTheSameBase() throws ConfigException {
    published(config(LARGE), List.of());
    published(config(LARGE + 1), all());
    String hash = ConfigObjects.parcel(live()).hash();
    SnapshotWriter next = writer();
    assertEquals(config(LARGE + 1), next.published(tenant, all()).config());
    assertEquals(
        new Publication.Published(hash, false), next.publish(tenant, config(LARGE + 1), all()));
    next.publish(tenant, config(LARGE + 2), all());
    assertEquals(config(LARGE + 2), read());
    assertEquals(Set.of("config-acme", "config-acme.a"), byName().keySet());
  }

  @Test
  void aBaseThatIsLostOrAlteredIsReplaced() throws ConfigException {
    published(config(LARGE), List.of());
    api.client().resource(byName().get("config-acme.a")).delete();
    assertEquals(config(LARGE), writer.published(tenant, all()).config());
    published(config(LARGE), all());
    assertEquals(config(LARGE), read());

    ConfigMap base = byName().get("config-acme.a");
    api.client()
        .resource(new ConfigMapBuilder(base).addToBinaryData(Parcel.GZIP, "AAAA").build())
        .update();
    published(config(LARGE), all());
    assertEquals(config(LARGE), read());

    base = byName().get("config-acme.a");
    api.client()
        .resource(
            new ConfigMapBuilder(base)
                .editMetadata()
                .removeFromLabels("veloflux.io/tenant")
                .endMetadata()
                .build())
        .update();
    published(config(LARGE), all());
    assertEquals(config(LARGE), read());
  }

  @Test
  void aBaseThatTheWatchDoesNotShowYetIsThere() {
    published(config(LARGE), List.of());
    published(config(LARGE + 1), List.of());
    published(config(LARGE + 2), List.of());
    assertEquals(Set.of("config-acme", "config-acme.a"), byName().keySet());
    assertEquals(config(LARGE + 2), writer.published(tenant, List.of()).config());
  }

  /// What a proxy finds there.
  private ProxyConfig read() throws ConfigException {
    Parcel parcel = ConfigObjects.parcel(live());
    if (parcel.base().isEmpty()) return parcel.unpack();
    for (ConfigMap map : all()) {
      if (!map.getMetadata().getLabels().containsKey("veloflux.io/tenant")) continue;
      Parcel base = ConfigObjects.parcel(map);
      if (base.base().isEmpty() && base.hash().equals(parcel.base()))
        return parcel.unpack(base.unpack());
    }
    throw new AssertionError("no base " + parcel.base());
  }

  private Map<String, ConfigMap> byName() {
    Map<String, ConfigMap> byName = new HashMap<>();
    for (ConfigMap map : all()) byName.put(map.getMetadata().getName(), map);
    return byName;
  }

  private SnapshotWriter writer() {
    return new SnapshotWriter(api.client(), "veloflux-system", "shared");
  }

  private Publication.Published published(ProxyConfig config, List<ConfigMap> observed) {
    return assertInstanceOf(Publication.Published.class, writer.publish(tenant, config, observed));
  }

  private ConfigMap live() {
    return api.client().configMaps().inNamespace("veloflux-system").withName("config-acme").get();
  }

  private List<ConfigMap> all() {
    return api.client().configMaps().inNamespace("veloflux-system").list().getItems();
  }

  private static ConfigMap annotated(ConfigMap map) {
    return new ConfigMapBuilder(map)
        .editMetadata()
        .addToAnnotations("by", "another")
        .endMetadata()
        .build();
  }

  private static Tenant tenant(String uid) {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName("acme").withUid(uid).build());
    return tenant;
  }

  private static ProxyConfig config(int routes) {
    return config(IntStream.range(0, routes).mapToObj(i -> "r" + i).toList());
  }

  /// Names that no compression makes small.
  private static ProxyConfig huge() {
    Random random = new Random(7);
    return config(
        IntStream.range(0, 70_000)
            .mapToObj(
                _ -> Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
            .toList());
  }

  private static ProxyConfig config(List<String> routes) {
    return new ProxyConfig(
        ProxyConfig.SCHEMA,
        "acme",
        List.of(),
        routes.stream()
            .map(name -> new RouteConfig("route/acme/" + name, List.of(), List.of(), null))
            .toList(),
        List.of());
  }
}

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
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotWriterTest {
  private final MockApi api = new MockApi();
  private final SnapshotWriter writer = writer();
  private final Tenant tenant = tenant("uid-1");

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anEqualConfigurationIsNotWrittenAgain() {
    assertEquals(true, published(config(3), null).written());
    assertEquals(false, published(config(3), null).written());
    assertEquals(false, published(config(3), live()).written());
    assertEquals(true, published(config(4), live()).written());
    assertEquals(2, api.requests().stream().filter(Request::isWrite).count());
  }

  @Test
  void aLateWatchDoesNotBringBackWhatWasThereBefore() {
    published(config(1), null);
    ConfigMap late = live();
    published(config(2), late);
    assertEquals(2, writer.published(tenant, late).routes().size());
    assertEquals(2, writer.published(tenant, live()).routes().size());
  }

  @Test
  void aLostRaceIsFoughtOnceMoreOverWhatIsThereNow() {
    published(config(1), null);
    ConfigMap mine = live();
    api.client().resource(annotated(mine)).update();
    assertEquals(true, published(config(2), mine).written());
    assertEquals(2, writer.published(tenant, live()).routes().size());
  }

  @Test
  void errorsAreAnswers() {
    AtomicInteger code = new AtomicInteger();
    api.fault(r -> r.isWrite() ? MockApi.status(code.get()) : null);
    for (int each : List.of(500, 429, 409, 403)) {
      code.set(each);
      assertInstanceOf(Publication.Failed.class, writer.publish(tenant, config(1), null));
    }
    api.noFaults();
    assertEquals(true, published(config(1), null).written());
  }

  @Test
  void whatDoesNotFitLeavesTheOldOneInPlace() {
    published(config(1), null);
    Publication.Held held =
        assertInstanceOf(Publication.Held.class, writer.publish(tenant, huge(), live()));
    assertEquals(Reasons.CONFIG_TOO_LARGE, held.reason());
    assertTrue(held.message().contains("1048576"), held.message());
    assertEquals(1, writer.published(tenant, live()).routes().size());
  }

  @Test
  void aConfigMapOfAnEarlierTenantIsNoLastGood() {
    published(config(1), null);
    assertNull(writer().published(tenant("uid-2"), live()));
    assertEquals(1, writer().published(tenant, live()).routes().size());
  }

  @Test
  void aDamagedConfigMapIsWrittenAnew() {
    published(config(2), null);
    api.client()
        .resource(new ConfigMapBuilder(live()).addToData("config.json", "{}").build())
        .update();
    assertEquals(true, published(config(2), live()).written());
    assertEquals(2, writer().published(tenant, live()).routes().size());
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
    assertInstanceOf(Publication.Failed.class, writer.publish(tenant, config(1), null));
    assertEquals(theirs.getData(), live().getData());
  }

  private SnapshotWriter writer() {
    return new SnapshotWriter(api.client(), "veloflux-system", "shared");
  }

  private Publication.Published published(ProxyConfig config, ConfigMap observed) {
    return assertInstanceOf(Publication.Published.class, writer.publish(tenant, config, observed));
  }

  private ConfigMap live() {
    return api.client().configMaps().inNamespace("veloflux-system").withName("config-acme").get();
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

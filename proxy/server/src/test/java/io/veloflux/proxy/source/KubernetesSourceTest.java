package io.veloflux.proxy.source;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.runtime.Configs;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubernetesSourceTest {
  private static final String NAMESPACE = "veloflux-system";

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesMixedDispatcher(new HashMap<>()),
          false);
  private final Offers offers = new Offers();
  private KubernetesClient client;
  private KubernetesSource source;

  @BeforeEach
  void start() {
    server.init(InetAddress.getLoopbackAddress(), 0);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.url("/"))
            .withTrustCerts(true)
            .withWatchReconnectInterval(50)
            .withRequestRetryBackoffLimit(0)
            .build();
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    source = new KubernetesSource(client, NAMESPACE, "shared");
  }

  @AfterEach
  void close() {
    source.close();
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException e) {
      // it waits ten seconds for connections that nobody uses any more, then complains
    }
  }

  private static ProxyConfig config(String tenant, String host) {
    return Configs.simple(tenant, 8080, host);
  }

  private static ConfigMap object(String tenant, Parcel parcel) {
    ConfigMapBuilder object =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("config-" + tenant)
            .addToLabels("veloflux.io/fleet", "shared")
            .addToLabels("veloflux.io/tenant", tenant)
            .withAnnotations(parcel.annotations())
            .endMetadata();
    return parcel.name().equals(Parcel.GZIP)
        ? object.addToBinaryData(parcel.name(), parcel.content()).build()
        : object.addToData(parcel.name(), parcel.content()).build();
  }

  private String publish(ProxyConfig config) {
    Parcel parcel = Parcel.pack(config);
    client.resource(object(config.tenant(), parcel)).createOr(existing -> existing.update());
    return parcel.annotations().getOrDefault(Parcel.HASH, "");
  }

  @Test
  void whatIsThereIsOfferedAtFirstAsAWhole() {
    String a = publish(config("a", "a.test"));
    String b = publish(config("b", "b.test"));
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(a, offers.hash("a"));
    assertEquals(b, offers.hash("b"));
  }

  @Test
  void aFleetWithoutTenantsIsCompleteToo() {
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(Map.of(), offers.last);
  }

  @Test
  void changesArriveAndVanishedTenantsAreGone() {
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    String first = publish(config("a", "a.test"));
    await().until(() -> offers.hash("a").equals(first));
    String second = publish(config("a", "b.test"));
    await().until(() -> offers.hash("a").equals(second));
    client.configMaps().inNamespace(NAMESPACE).withName("config-a").delete();
    await().until(() -> offers.isGone("a"));
  }

  private void certificates(String tenant, String... entries) {
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("tls-" + tenant)
            .addToLabels("veloflux.io/fleet", "shared")
            .endMetadata();
    for (String entry : entries) {
      secret.addToData(entry + ".crt", "Y3J0").addToData(entry + ".key", "a2V5");
    }
    client.resource(secret.build()).createOr(existing -> existing.update());
  }

  private Set<String> certificates() {
    return offers.last.get("a") instanceof Offer.Config offered
        ? offered.tls().pairs().keySet()
        : Set.of("none");
  }

  @Test
  void certificatesComeFromTheSecretOfTheTenant() {
    certificates("a", "shop.1", "old.1");
    publish(Configs.secure("a", "a.test", "shop.1"));
    source.start(offers);
    await().until(() -> certificates().equals(Set.of("shop.1")));
    String hash = publish(Configs.secure("a", "a.test", "shop.2"));
    await()
        .until(() ->
            offers.last.get("a") instanceof Offer.Broken(String its, String reason)
                && its.equals(hash)
                && reason.equals("no certificates [shop.2] yet"));
    certificates("a", "shop.1", "shop.2");
    await().until(() -> certificates().equals(Set.of("shop.2")));
  }

  @Test
  void withoutCertificatesAStartServesTheRest() {
    publish(Configs.secure("a", "a.test", "shop.1"));
    source.start(offers);
    await().until(() -> certificates().equals(Set.of()));
    certificates("a", "shop.1");
    await().until(() -> certificates().equals(Set.of("shop.1")));
  }

  @Test
  void largeOnesComeCompressed() {
    String[] many = new String[3_000];
    for (int i = 0; i < many.length; i++) many[i] = "10.0.%d.%d:80".formatted(i / 250, i % 250);
    ProxyConfig large = Configs.simple("a", 8080, "a.test", many);
    assertEquals(Parcel.GZIP, Parcel.pack(large).name());
    String hash = publish(large);
    source.start(offers);
    await().until(() -> offers.hash("a").equals(hash));
    assertEquals(new Offer.Config(hash, large), offers.last.get("a"));
  }

  @Test
  void aBrokenObjectIsItsTenantsAlone() {
    String good = publish(config("good", "good.test"));
    Parcel parcel = Parcel.pack(config("bad", "bad.test"));
    client.resource(object("bad", new Parcel(parcel.annotations(), parcel.name(), "{}"))).create();
    client.resource(object("empty", new Parcel(Map.of(), "other.json", "{}"))).create();
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(good, offers.hash("good"));
    assertTrue(offers.broken("bad").startsWith("the content has hash "), offers.broken("bad"));
    assertTrue(
        offers.broken("empty").startsWith("the ConfigMap has none of config.json"),
        offers.broken("empty"));
  }

  @Test
  void objectsOfOtherFleetsAndNamesAreNotOurs() {
    ConfigMap other = object("other", Parcel.pack(config("other", "other.test")));
    other.getMetadata().getLabels().put("veloflux.io/fleet", "dedicated");
    client.resource(other).create();
    ConfigMap copy = object("a", Parcel.pack(config("a", "stolen.test")));
    copy.getMetadata().setName("copy-of-config-a");
    client.resource(copy).create();
    String hash = publish(config("a", "a.test"));
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(1, offers.last.size());
    assertEquals(hash, offers.hash("a"));
  }

  @Test
  void changesArriveWithTheirBase() {
    ProxyConfig base = config("a", "a.test");
    ProxyConfig config = config("a", "b.test");
    lay("config-a.a", Parcel.pack(base));
    String hash = publishChanges(base, config);
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(Map.of("a", new Offer.Config(hash, config)), offers.last);
    String back = publishChanges(base, base);
    await().until(() -> offers.hash("a").equals(back));
    assertEquals(new Offer.Config(Parcel.pack(base).hash(), base), offers.last.get("a"));
  }

  @Test
  void aNewBaseLiesBesideTheOldOne() {
    ProxyConfig first = config("a", "a.test");
    lay("config-a.a", Parcel.pack(first));
    publishChanges(first, first);
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    ProxyConfig second = config("a", "b.test");
    lay("config-a.b", Parcel.pack(second));
    String hash = publishChanges(second, config("a", "c.test"));
    await().until(() -> offers.hash("a").equals(hash));
    assertEquals(new Offer.Config(hash, config("a", "c.test")), offers.last.get("a"));
  }

  @Test
  void aBaseThatIsMissingBreaksTheOfferUntilItIsThere() {
    ProxyConfig base = config("a", "a.test");
    publishChanges(base, config("a", "b.test"));
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    assertTrue(offers.broken("a").endsWith("of the changes is missing"), offers.broken("a"));
    lay("config-a.b", Parcel.pack(base));
    await().until(() -> offers.last.get("a") instanceof Offer.Config);
    assertEquals(config("a", "b.test"), ((Offer.Config) offers.last.get("a")).config());
  }

  @Test
  void aBaseThatVanishesIsRemembered() {
    ProxyConfig base = config("a", "a.test");
    lay("config-a.a", Parcel.pack(base));
    publishChanges(base, base);
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
    client.configMaps().inNamespace(NAMESPACE).withName("config-a.a").delete();
    String hash = publishChanges(base, config("a", "b.test"));
    await().until(() -> offers.hash("a").equals(hash));
  }

  private void lay(String name, Parcel parcel) {
    ConfigMap object = object("a", parcel);
    object.getMetadata().setName(name);
    client.resource(object).create();
  }

  private String publishChanges(ProxyConfig base, ProxyConfig config) {
    Parcel parcel = Objects.requireNonNull(Parcel.pack(Parcel.pack(base).hash(), base, config));
    client.resource(object(config.tenant(), parcel)).createOr(existing -> existing.update());
    return parcel.hash();
  }

  @Test
  void anApiServerThatFailsAtFirstIsTriedAgain() {
    String path =
        "/api/v1/namespaces/%s/configmaps?labelSelector=veloflux.io%%2Ffleet%%3Dshared&resourceVersion=0"
            .formatted(NAMESPACE);
    server.expect().get().withPath(path).andReturn(500, "{}").times(2);
    source.start(offers);
    await().until(() -> offers.starts.get() == 1);
  }
}

package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.veloflux.standalone.scenario.Caller.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The control plane goes away, in parts and as a whole: what is served stays served.
abstract class LossScenarios {
  private final KubeApi api;
  private SampleBackend one;
  private SampleBackend two;
  private Installation veloflux;
  private Objects objects;

  LossScenarios(KubeApi api) {
    this.api = api;
  }

  @BeforeEach
  void install() {
    one = new SampleBackend("one");
    two = new SampleBackend("two");
    veloflux = new Installation(api, false);
    objects = veloflux.objects();
  }

  @AfterEach
  void uninstall() {
    veloflux.close();
    one.close();
    two.close();
  }

  @Test
  void theProxyServesAndRestartsWithoutTheApiServer() {
    String host = Namespaces.freshName("lost") + ".example.com";
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", host, one);
    assertEquals(new Answer(200, "one"), veloflux.get(host, "/"));

    api.kill();
    try {
      for (int i = 0; i < 20; i++) assertEquals(new Answer(200, "one"), veloflux.get(host, "/"));
      veloflux.stopProxy();
      veloflux.startProxy();
      await().atMost(30, SECONDS).until(veloflux::proxyIsReady);
      assertEquals(new Answer(200, "one"), veloflux.get(host, "/"), "from its last good copy");
    } finally {
      api.restart();
    }

    objects.patch(tenant, "Backend", "shop", "{spec: {port: %d}}".formatted(two.port()));
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertEquals(new Answer(200, "two"), veloflux.get(host, "/")));
    veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
  }

  @Test
  void whatChangedWhileTheOperatorWasAwayArrives() {
    String host = Namespaces.freshName("away") + ".example.com";
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", host, one);
    veloflux.serve(tenant, "other", "other-" + host, one);
    veloflux.stopOperator();

    objects.patch(tenant, "Backend", "shop", "{spec: {port: %d}}".formatted(two.port()));
    objects.at(tenant, "Route", "other").delete();
    assertEquals(new Answer(200, "one"), veloflux.get(host, "/"));

    veloflux.startOperator();
    veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "two"), veloflux.get(host, "/"));
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() -> assertEquals(404, veloflux.get("other-" + host, "/").status()));
  }

  @Test
  void withoutAProxyNothingIsProgrammed() {
    String host = Namespaces.freshName("proxyless") + ".example.com";
    String tenant = veloflux.tenant("{}");
    veloflux.serve(tenant, "shop", host, one);
    veloflux.stopProxy();
    objects.patch(tenant, "Backend", "shop", "{spec: {port: %d}}".formatted(two.port()));
    veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "False");
    await()
        .atMost(60, SECONDS)
        .untilAsserted(() ->
            assertEquals(
                "False/NoProxies", veloflux.condition(tenant, "Backend", "shop", "Programmed")));
    veloflux.startProxy();
    veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
    assertEquals(new Answer(200, "two"), veloflux.get(host, "/"));
  }
}

package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.veloflux.operator.Operator;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.standalone.scenario.Caller.Answer;
import org.junit.jupiter.api.Test;

/// Of two operators one works; when it ends, the other one goes on.
abstract class FailoverScenarios {
  private final KubeApi api;

  FailoverScenarios(KubeApi api) {
    this.api = api;
  }

  @Test
  void theSecondOperatorGoesOnWhenTheFirstEnds() {
    try (SampleBackend one = new SampleBackend("one");
        SampleBackend two = new SampleBackend("two");
        Installation veloflux = new Installation(api)) {
      String tenant = veloflux.tenant("{}");
      veloflux.serve(tenant, "shop", "failover.example.com", one);
      String leader = leader();
      try (Operator second = veloflux.operator(veloflux.operatorsClient())) {
        veloflux.objects().patch(tenant, "Backend", "shop", port(two));
        veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
        assertEquals(leader, leader(), "a second operator waits");

        veloflux.stopOperator();
        assertEquals(new Answer(200, "two"), veloflux.get("failover.example.com", "/"));
        veloflux.objects().patch(tenant, "Backend", "shop", port(one));
        await()
            .atMost(60, SECONDS)
            .untilAsserted(() ->
                assertEquals(new Answer(200, "one"), veloflux.get("failover.example.com", "/")));
        veloflux.awaitCondition(tenant, "Backend", "shop", "Programmed", "True");
        assertNotEquals(leader, leader());
        await().atMost(30, SECONDS).until(second::isReady);
      }
      veloflux.startOperator(); // to take the tenant away
    }
  }

  private static String port(SampleBackend backend) {
    return "{spec: {port: %d}}".formatted(backend.port());
  }

  private String leader() {
    return api.client()
        .leases()
        .inNamespace(OperatorSettings.NAMESPACE)
        .withName("veloflux-operator")
        .require()
        .getSpec()
        .getHolderIdentity();
  }
}

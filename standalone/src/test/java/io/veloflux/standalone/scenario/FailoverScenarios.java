package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.veloflux.operator.Operator;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.standalone.scenario.Caller.Answer;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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

  @Test
  void theLeaseOfAKilledOperatorRunsOut() {
    try (SampleBackend one = new SampleBackend("one");
        Installation veloflux = new Installation(api)) {
      await().atMost(30, SECONDS).until(() -> !leader().isEmpty());
      veloflux.stopOperator();
      giveLease("killed", 8);
      veloflux.startOperator();
      veloflux.serve(veloflux.tenant("{}"), "shop", "killed.example.com", one);
      assertNotEquals("killed", leader());
    }
  }

  @Test
  void aLeaderThatLostItsLeaseWritesNothingMore() {
    try (SampleBackend one = new SampleBackend("one");
        SampleBackend two = new SampleBackend("two");
        Installation veloflux = new Installation(api)) {
      String tenant = veloflux.tenant("{}");
      veloflux.serve(tenant, "shop", "lost.example.com", one);
      giveLease("another", 3600);
      await().atMost(30, SECONDS).until(() -> veloflux.operatorsEnded() == 1);
      veloflux.objects().patch(tenant, "Backend", "shop", port(two));
      await()
          .during(2, SECONDS) // a leader publishes within milliseconds
          .atMost(30, SECONDS)
          .until(() -> veloflux.get("lost.example.com", "/").equals(new Answer(200, "one")));
      assertEquals("another", leader());

      veloflux.stopOperator();
      giveLease("another", 1);
      veloflux.startOperator();
      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () -> assertEquals(new Answer(200, "two"), veloflux.get("lost.example.com", "/")));
    }
  }

  private void giveLease(String holder, int seconds) {
    api.client()
        .leases()
        .inNamespace(OperatorSettings.NAMESPACE)
        .withName("veloflux-operator")
        .edit(lease ->
            new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(seconds)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build());
  }

  private static String port(SampleBackend backend) {
    return "{spec: {port: %d}}".formatted(backend.port());
  }

  private String leader() {
    Lease lease =
        api.client()
            .leases()
            .inNamespace(OperatorSettings.NAMESPACE)
            .withName("veloflux-operator")
            .get();
    return lease == null ? "" : java.util.Objects.toString(lease.getSpec().getHolderIdentity(), "");
  }
}

package io.veloflux.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.veloflux.crd.Tenant;
import org.junit.jupiter.api.Test;

class KubernetesClientsTest {
  @Test
  void aWordOfANewerVersionIsReadAsUnknown() {
    Tenant tenant =
        KubernetesClients.serialization()
            .unmarshal(
                "{\"apiVersion\":\"veloflux.io/v1alpha1\",\"kind\":\"Tenant\",\"metadata\":{\"name\":\"acme\"},"
                    + "\"spec\":{\"state\":\"Hibernating\",\"newField\":{\"a\":1}}}",
                Tenant.class);
    assertEquals(Tenant.State.Unknown, tenant.getSpec().state());
  }
}

package io.veloflux.operator.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Tenant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvisionTest {
  private final Tenant tenant = tenant("acme", "uid-2");

  @Test
  void aNamespaceIsCreatedOnce() {
    Namespace made = made();
    assertEquals("acme", made.getMetadata().getLabels().get(Labels.TENANT));
    assertEquals("uid-2", made.getMetadata().getOwnerReferences().getFirst().getUid());
    assertEquals(new Provision.Complete(), Provision.namespace(tenant, made));
  }

  @Test
  void somebodyElsesNamespaceIsLeftAlone() {
    Namespace foreign =
        new NamespaceBuilder().withNewMetadata().withName("acme").endMetadata().build();
    Provision.Conflict conflict =
        assertInstanceOf(Provision.Conflict.class, Provision.namespace(tenant, foreign));
    assertTrue(conflict.message().contains("kubectl label namespace acme"), conflict::message);
  }

  @Test
  void aNamespaceThatWasHandedOverIsTaken() {
    Namespace handedOver =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("acme")
            .addToLabels(Labels.TENANT, "acme")
            .endMetadata()
            .build();
    assertInstanceOf(Provision.Apply.class, Provision.namespace(tenant, handedOver));
  }

  @Test
  void theNamespaceOfAnEarlierTenantIsWaitedFor() {
    Provision provision = Provision.namespace(tenant("acme", "uid-3"), made());
    assertInstanceOf(Provision.Wait.class, provision);
    Namespace deleted =
        new NamespaceBuilder(made())
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();
    assertInstanceOf(Provision.Wait.class, Provision.namespace(tenant, deleted));
  }

  @Test
  void theDefaultLoadBalancerIsCreatedOnceAndThenItsUsers() {
    Provision.Create create =
        assertInstanceOf(Provision.Create.class, Provision.defaultLoadBalancer(tenant, List.of()));
    LoadBalancer made = (LoadBalancer) create.object();
    assertEquals(80, made.getSpec().listeners().getFirst().port());
    made.setSpec(null); // edited
    assertEquals(new Provision.Complete(), Provision.defaultLoadBalancer(tenant, List.of(made)));
  }

  @Test
  void aLoadBalancerOfThatNameOnlyGetsTheLabel() {
    LoadBalancer named = new LoadBalancer();
    named.setMetadata(new ObjectMetaBuilder().withName("default").withNamespace("acme").build());
    Provision.Apply apply =
        assertInstanceOf(
            Provision.Apply.class, Provision.defaultLoadBalancer(tenant, List.of(named)));
    LoadBalancer applied = (LoadBalancer) apply.object();
    assertNull(applied.getSpec());
    assertEquals(
        Map.of(Labels.DEFAULT, "true", Labels.MANAGED_BY, Labels.OPERATOR),
        applied.getMetadata().getLabels());
  }

  private Namespace made() {
    return (Namespace)
        assertInstanceOf(Provision.Create.class, Provision.namespace(tenant, null)).object();
  }

  private static Tenant tenant(String name, String uid) {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName(name).withUid(uid).build());
    return tenant;
  }
}

package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.proxy.config.ProxyConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerTest {
  @Test
  void everyObjectThatIsInOrderIsInTheConfigurationAndAccepted() {
    Compilation compilation = Compiler.compile(input());
    ProxyConfig config = compilation.config();
    assertEquals("acme", config.tenant());
    assertEquals("loadbalancer/acme/default/http", config.listeners().getFirst().name());
    assertEquals(10080, config.listeners().getFirst().bindPort());
    assertEquals("route/acme/shop", config.routes().getFirst().id());
    assertEquals("127.0.0.1:9001", config.pools().getFirst().endpoints().getFirst().authority());
    assertEquals(5, compilation.verdicts().size());
    for (Verdict verdict : compilation.verdicts()) {
      assertEquals(new Serving.WhenServed(), verdict.serving(), verdict.toString());
      assertTrue(verdict.findings().stream().allMatch(Finding::holds), verdict.toString());
    }
  }

  private static TenantInput input() {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName("acme").build());
    tenant.setSpec(new Tenant.Spec(null, null, null));
    LoadBalancer loadBalancer = new LoadBalancer();
    loadBalancer.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("acme")
            .withName("default")
            .withLabels(Map.of(Labels.DEFAULT, "true"))
            .build());
    loadBalancer.setSpec(
        new LoadBalancer.Spec(
            List.of(new LoadBalancer.Listener("http", 80, null, null, null)), null));
    Pool pool = new Pool();
    pool.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("web").build());
    pool.setSpec(new Pool.Spec(null, null, null));
    Backend backend = new Backend();
    backend.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("one").build());
    backend.setSpec(new Backend.Spec("web", "127.0.0.1", 9001, null, null));
    Route route = new Route();
    route.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("shop").build());
    route.setSpec(new Route.Spec(null, List.of("shop.example.com"), null, null, "web", null, null));
    return new TenantInput(
        tenant,
        List.of(loadBalancer),
        List.of(pool),
        List.of(backend),
        List.of(route),
        List.of(),
        List.of(),
        Claims.NONE,
        new FleetSettings(Map.of(80, 10080)),
        null);
  }
}

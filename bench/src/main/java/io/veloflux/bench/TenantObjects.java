package io.veloflux.bench;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import java.util.List;

/// The objects of the benchmarks' tenant.
final class TenantObjects {
  static final String TENANT = "bench";

  private TenantObjects() {}

  static Tenant tenant() {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName(TENANT).build());
    tenant.setSpec(new Tenant.Spec(null, null, null));
    return tenant;
  }

  static Pool pool(String name, Pool.Algorithm algorithm) {
    Pool pool = new Pool();
    pool.setMetadata(named(name));
    pool.setSpec(new Pool.Spec(algorithm, null, null));
    return pool;
  }

  static Backend backend(String name, String pool, int port, int weight) {
    Backend backend = new Backend();
    backend.setMetadata(named(name));
    backend.setSpec(new Backend.Spec(pool, "127.0.0.1", port, null, weight, null, null));
    return backend;
  }

  static Route route(String name, String pool) {
    Route route = new Route();
    route.setMetadata(named(name));
    route.setSpec(new Route.Spec(null, List.of(host(name)), null, null, pool, null, null, null));
    return route;
  }

  /// The hostname of a route.
  static String host(String route) {
    return route + ".bench.example.com";
  }

  private static ObjectMeta named(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace(TENANT).build();
  }
}

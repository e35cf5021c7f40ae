package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.compile.TenantInput;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which objects exist: as a pass has read them, or as the API server itself says.
final class LiveObjects {
  private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS =
      Map.of(
          "LoadBalancer",
          LoadBalancer.class,
          "Pool",
          Pool.class,
          "Backend",
          Backend.class,
          "Route",
          Route.class);

  private LiveObjects() {}

  static ObjectKey key(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new ObjectKey(
        object.getKind(), namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  static Set<ObjectKey> keys(TenantInput input) {
    Set<ObjectKey> keys = new HashSet<>();
    Stream.of(input.loadBalancers(), input.pools(), input.backends(), input.routes())
        .flatMap(List::stream)
        .forEach(o -> keys.add(key(o)));
    return keys;
  }

  /// Asks the API server which of these exist now.
  static Set<ObjectKey> existing(KubernetesClient client, Set<ObjectKey> objects) {
    Set<ObjectKey> existing = new TreeSet<>();
    Set<List<String>> lists = new HashSet<>();
    for (ObjectKey object : objects) lists.add(List.of(object.kind(), object.namespace()));
    for (List<String> list : lists) {
      Class<? extends CustomResource<?, ?>> kind = KINDS.get(list.getFirst());
      if (kind == null) throw new IllegalArgumentException("not a kind of ours: " + list);
      client
          .resources(kind)
          .inNamespace(list.getLast())
          .list()
          .getItems()
          .forEach(o -> existing.add(key(o)));
    }
    existing.retainAll(objects);
    return existing;
  }
}

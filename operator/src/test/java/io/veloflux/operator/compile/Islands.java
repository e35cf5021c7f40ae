package io.veloflux.operator.compile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes tenants up: any number of islands, each with objects of every kind that refer to nothing
/// outside the island, so that a mistake on one has no business on another.
final class Islands {
  private static final String SLICE_LABEL = "kubernetes.io/service-name";
  private final RandomGenerator random;

  Islands(RandomGenerator random) {
    this.random = random;
  }

  /// Every object's name begins with this.
  static String prefix(int island) {
    return "i" + island + "-";
  }

  static ObjectNode tenant() throws IOException {
    return object("Tenant", "acme", "2026-01-01T00:00:00Z", "{state: Active}");
  }

  static ObjectNode defaultLoadBalancer() throws IOException {
    ObjectNode loadBalancer =
        object(
            "LoadBalancer",
            "default",
            "2026-01-01T00:00:00Z",
            "{listeners: [{name: http, port: 80}]}");
    loadBalancer.withObject("/metadata/labels").put("veloflux.io/default", "true");
    return loadBalancer;
  }

  /// @param routes of the island; half on the shared ports, half on its own LoadBalancer
  List<ObjectNode> make(int island, int routes) throws IOException {
    String p = prefix(island);
    List<ObjectNode> objects = new ArrayList<>();
    int port = 20_000 + island;
    objects.add(
        make(
            "LoadBalancer",
            p + "edge",
            "{listeners: [{name: any, port: %d, timeouts: {header: 2s}}, {name: wild, port: %d, hostname: '*.i%d.example.com'}], trustedProxies: [10.0.0.0/8]}"
                .formatted(port, port, island)));
    objects.add(
        make(
            "Pool",
            p + "web",
            "{algorithm: LeastConnections, healthCheck: {path: /ready, interval: 5s, timeout: 1s}, timeouts: {connect: 1s}}"));
    objects.add(
        make(
            "Backend", p + "one", "{pool: %sweb, host: 10.0.%d.1, port: 80}".formatted(p, island)));
    objects.add(
        make(
            "Backend",
            p + "svc",
            "{pool: %sweb, service: {name: %ssvc, port: 80}, weight: 7}".formatted(p, p)));
    objects.add(make("Service", p + "svc", "{ports: [{name: http, port: 80}]}"));
    objects.add(slice(p + "a", p + "svc", island, 8080));
    objects.add(slice(p + "b", p + "svc", island, 9090));
    for (int i = 0; i < routes; i++) objects.add(route(p, island, i));
    return objects;
  }

  private ObjectNode route(String p, int island, int i) throws IOException {
    String path =
        random.nextBoolean() ? "{exact: /p%d}".formatted(i) : "{prefix: /p%d/}".formatted(i);
    String target =
        random.nextBoolean()
            ? "pool: " + p + "web"
            : "pools: [{name: %sweb, weight: 3}, {name: %smissing}]".formatted(p, p);
    String own = i % 2 == 0 ? "" : "loadBalancer: " + p + "edge, ";
    return make(
        "Route",
        p + "route" + i,
        "{%shostnames: [r%d.i%d.example.com, '*.r%d.i%d.example.com'], paths: [%s], methods: [GET, POST], %s, timeouts: {request: 10s}}"
            .formatted(own, i % 50, island, i % 50, island, path, target));
  }

  private ObjectNode slice(String name, String service, int island, int port) throws IOException {
    ObjectNode slice = make("EndpointSlice", name, "{}");
    slice.remove("spec");
    slice.withObject("/metadata/labels").put(SLICE_LABEL, service);
    slice.put("addressType", "IPv4");
    slice.set("ports", Manifests.YAML.readTree("[{name: http, port: %d}]".formatted(port)));
    slice.set(
        "endpoints",
        Manifests.YAML.readTree(
            "[{addresses: [10.1.%d.1]}, {addresses: [10.1.%d.2], conditions: {ready: false, serving: true, terminating: true}}]"
                .formatted(island, island)));
    return slice;
  }

  private ObjectNode make(String kind, String name, String spec) throws IOException {
    String created = "2026-01-01T00:00:%02dZ".formatted(random.nextInt(60));
    ObjectNode object = object(kind, name, created, spec);
    object.withObject("/metadata").put("namespace", "acme");
    return object;
  }

  private static ObjectNode object(String kind, String name, String created, String spec)
      throws IOException {
    ObjectNode object = Manifests.YAML.createObjectNode();
    object.put("kind", kind);
    object
        .withObject("/metadata")
        .put("name", name)
        .put("generation", 1)
        .put("creationTimestamp", created);
    if (!kind.equals("Tenant")) object.withObject("/metadata").put("namespace", "acme");
    object.set("spec", Manifests.YAML.readTree(spec));
    return object;
  }
}

package io.veloflux.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.veloflux.crd.Condition;
import io.veloflux.crd.HasConditions;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.standalone.Setup;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the benchmarks run on: an API server that is there already, an operator and a proxy in JVMs
/// of their own, and a tenant with two pools, `a` and `b`, whose backends answer with these names.
final class Bed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WRITERS = 8;

  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final KubernetesClient client;
  final int httpPort = freePort();
  final Jvm proxy;
  final Jvm operator;
  private final List<Upstream> upstreams = new ArrayList<>();
  private int routes;

  private Bed(Path kubeconfig, Path logs) throws IOException {
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(new File(kubeconfig.toString())))
            .build();
    Setup setup = new Setup(client);
    setup.customResourceDefinitions();
    setup.namespace("veloflux-system");
    int adminPort = freePort();
    proxy =
        Jvm.start(
            logs.resolve("proxy.log"),
            400,
            List.of(
                "proxy",
                "--kubernetes",
                "--admin-port",
                "" + adminPort,
                "--bind-address",
                "127.0.0.1"),
            kubeconfig);
    operator =
        Jvm.start(
            logs.resolve("operator.log"),
            512,
            List.of(
                "operator",
                "--proxies",
                "http://127.0.0.1:" + adminPort,
                "--shared-ports",
                "80=" + httpPort,
                "--http-port",
                "" + freePort()),
            kubeconfig);
  }

  /// Starts everything and waits until the tenant is served.
  static Bed start(Path kubeconfig, Path logs) throws IOException {
    Bed bed = new Bed(kubeconfig, logs);
    bed.client.resource(TenantObjects.tenant()).create();
    bed.await(
        "the tenant's namespace",
        () -> bed.client.namespaces().withName(TenantObjects.TENANT).get() != null);
    for (String pool : List.of("a", "b")) {
      bed.client.resource(TenantObjects.pool(pool, Pool.Algorithm.RoundRobin)).create();
      for (int i = 0; i < 2; i++) {
        bed.client
            .resource(TenantObjects.backend(pool + i, pool, bed.upstream(pool), 100))
            .create();
      }
    }
    return bed;
  }

  /// @return the port of a new backend that answers with `name`
  int upstream(String name) {
    Upstream upstream = Upstream.start(name, threads);
    upstreams.add(upstream);
    return upstream.port();
  }

  /// Adds routes to pool `a` until there are so many, and waits until all of them are served.
  void growTo(int count) throws Exception {
    int from = routes;
    List<Future<?>> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      int first = from + writer;
      writers.add(
          threads.submit(() -> {
            for (int i = first; i < count; i += WRITERS) {
              client.resource(TenantObjects.route(name(i), "a")).create();
            }
          }));
    }
    for (Future<?> writer : writers) writer.get();
    routes = count;
    await(
        count + " routes to be programmed",
        () ->
            client
                    .resources(Route.class)
                    .inNamespace(TenantObjects.TENANT)
                    .list()
                    .getItems()
                    .stream()
                    .filter(route -> isTrue(route.getStatus(), Condition.PROGRAMMED))
                    .count()
                == count);
  }

  /// Of the route with this number.
  static String name(int number) {
    return "r%05d".formatted(number);
  }

  static boolean isTrue(@Nullable HasConditions status, String type) {
    List<Condition> conditions = status == null ? null : status.conditions();
    return conditions != null
        && conditions.stream().anyMatch(c -> c.type().equals(type) && c.status().equals("True"));
  }

  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!operator.isAlive() || !proxy.isAlive()) {
        throw new IllegalStateException("operator or proxy ended: see their logs");
      }
      if (System.nanoTime() > end) throw new IllegalStateException("waited in vain for " + what);
      pause(Duration.ofMillis(100));
    }
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    operator.close();
    proxy.close();
    for (Upstream one : upstreams) one.close();
    threads.close();
    client.close();
  }
}

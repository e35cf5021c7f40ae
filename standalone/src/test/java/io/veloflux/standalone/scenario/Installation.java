package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.veloflux.operator.KubernetesClients;
import io.veloflux.operator.Operator;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.proxy.Proxy;
import io.veloflux.proxy.ProxySettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// VeloFlux on an API server: an operator and one proxy, each with its own account and the rights
/// that it ships with.
final class Installation implements AutoCloseable {
  private static final Path DEPLOY = Path.of("../operator/deploy");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final KubeApi api;
  private final boolean leaderElection;
  private final Objects objects;
  private final int port = freePort();
  private final int tlsPort = freePort();
  private final int adminPort = freePort();
  private final Path lastGood;
  private final List<String> tenants = new ArrayList<>();
  private final KubernetesClient operatorsClient;
  private final KubernetesClient proxysClient;
  private final AtomicInteger operatorsEnded = new AtomicInteger();
  private @Nullable Operator operator;
  private @Nullable Proxy proxy;

  Installation(KubeApi api) {
    this(api, true);
  }

  /// @param leaderElection a leader that cannot renew its lease ends its process; `false` is for
  ///   tests that take the API server away for long
  Installation(KubeApi api, boolean leaderElection) {
    this.api = api;
    this.leaderElection = leaderElection;
    this.objects = new Objects(api.client());
    grantRights(api);
    operatorsClient =
        KubernetesClients.create(
            api.serviceAccount(OperatorSettings.NAMESPACE, "veloflux-operator"));
    proxysClient =
        KubernetesClients.create(api.serviceAccount(OperatorSettings.NAMESPACE, "veloflux-proxy"));
    try {
      lastGood = Files.createTempDirectory(Path.of("target"), "last-good-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    startProxy();
    startOperator();
  }

  /// As a person installs it: everything under `operator/deploy`, as far as the API server knows
  /// such things.
  private static void grantRights(KubeApi api) {
    try (Stream<Path> files = Files.list(DEPLOY)) {
      for (Path file : files.sorted().toList()) {
        try (InputStream yaml = Files.newInputStream(file)) {
          for (HasMetadata object : api.client().load(yaml).items()) {
            if (!api.knowsRights() && !object.getKind().equals("Namespace")) continue;
            api.client().resource(object).forceConflicts().serverSideApply();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startOperator() {
    operator = operator(operatorsClient);
  }

  /// Another one beside the first.
  Operator operator(KubernetesClient client) {
    try {
      return Operator.start(
          client,
          OperatorSettings.of(List.of(URI.create("http://127.0.0.1:" + adminPort)))
              .withPorts(Map.of(80, port, 443, tlsPort), Set.of(adminPort))
              .withLeaderElection(leaderElection),
          operatorsEnded::incrementAndGet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopOperator() {
    if (operator != null) operator.close();
    operator = null;
  }

  /// How many operators gave up by themselves.
  int operatorsEnded() {
    return operatorsEnded.get();
  }

  void startProxy() {
    try {
      proxy =
          Proxy.start(
              ProxySettings.of(
                      new ProxySettings.Source.Kubernetes(
                          proxysClient, OperatorSettings.NAMESPACE, OperatorSettings.FLEET))
                  .withName("proxy-of-scenarios")
                  .withBindAddress(LOOPBACK)
                  .withAdmin(new InetSocketAddress(LOOPBACK, adminPort))
                  .withLastGood(lastGood)
                  .withSourcePatience(Duration.ofSeconds(2))
                  .withAccessLog(false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopProxy() {
    if (proxy != null) proxy.close();
    proxy = null;
  }

  boolean proxyIsReady() {
    return proxy != null && proxy.isReady();
  }

  int tlsPort() {
    return tlsPort;
  }

  KubeApi api() {
    return api;
  }

  Objects objects() {
    return objects;
  }

  KubernetesClient operatorsClient() {
    return operatorsClient;
  }

  KubernetesClient proxysClient() {
    return proxysClient;
  }

  /// The port that the default load balancers' port 80 stands for.
  int port() {
    return port;
  }

  Caller.Answer get(String host, String path) {
    return Caller.get(port, host, path);
  }

  /// A tenant whose namespace is there; gone at the end.
  ///
  /// @return its name, which is its namespace's too
  String tenant(String spec) {
    String name = Namespaces.freshName("tenant");
    tenants.add(name);
    objects.create(null, "Tenant", name, spec);
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertNotNull(api.client().namespaces().withName(name).get()));
    return name;
  }

  /// A pool with one backend and a route to it, of one name, served.
  void serve(String tenant, String name, String host, SampleBackend backend) {
    objects.create(tenant, "Pool", name, "{}");
    objects.create(tenant, "Backend", name, backend(name, backend));
    objects.create(tenant, "Route", name, "{hostnames: [%s], pool: %s}".formatted(host, name));
    awaitCondition(tenant, "Route", name, "Programmed", "True");
  }

  static String backend(String pool, SampleBackend backend) {
    return "{pool: %s, host: 127.0.0.1, port: %d}".formatted(pool, backend.port());
  }

  /// Until a condition says so of the object as it is now.
  void awaitCondition(
      @Nullable String namespace, String kind, String name, String type, String status) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> {
          GenericKubernetesResource object = objects.at(namespace, kind, name).require();
          JsonNode condition = condition(object, type);
          assertEquals(
              status + " of generation " + object.getMetadata().getGeneration(),
              condition.path("status").asText()
                  + " of generation "
                  + condition.path("observedGeneration").asText(),
              () -> kind + " " + name + ": " + conditions(object));
        });
  }

  /// `status/reason`
  String condition(@Nullable String namespace, String kind, String name, String type) {
    JsonNode condition = condition(objects.at(namespace, kind, name).require(), type);
    return condition.path("status").asText() + "/" + condition.path("reason").asText();
  }

  private JsonNode condition(GenericKubernetesResource object, String type) {
    for (JsonNode condition : conditions(object)) {
      if (condition.path("type").asText().equals(type)) return condition;
    }
    return Objects.yaml("{}");
  }

  private JsonNode conditions(GenericKubernetesResource object) {
    return api.client()
        .getKubernetesSerialization()
        .convertValue(object, JsonNode.class)
        .path("status")
        .path("conditions");
  }

  @Override
  public void close() {
    try {
      for (String tenant : tenants) objects.at(null, "Tenant", tenant).delete();
      for (String tenant : tenants) {
        await()
            .atMost(60, SECONDS)
            .untilAsserted(() -> assertNull(api.client().namespaces().withName(tenant).get()));
      }
    } finally {
      stopOperator();
      stopProxy();
      operatorsClient.close();
      proxysClient.close();
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

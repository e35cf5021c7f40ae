package io.veloflux.standalone;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.veloflux.operator.KubernetesClients;
import io.veloflux.operator.Operator;
import io.veloflux.operator.OperatorSettings;
import io.veloflux.proxy.Proxy;
import io.veloflux.proxy.ProxySettings;
import io.veloflux.standalone.Manifests.Manifest;
import io.veloflux.standalone.kube.EmbeddedKubernetes;
import io.veloflux.standalone.kube.PortTakenException;
import io.veloflux.standalone.kube.store.DataDirectoryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything of VeloFlux in one process: the parts are those that run in a cluster, and they talk
/// to each other over loopback as they do there.
public final class Standalone implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Standalone.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /// The first requests meet cold code: on a busy machine they take long.
  private static final Duration SLOW_MACHINE = Duration.ofMinutes(1);

  private final Deque<AutoCloseable> parts;
  private final EmbeddedKubernetes kubernetes;
  private final Setup setup;

  private Standalone(Deque<AutoCloseable> parts, EmbeddedKubernetes kubernetes, Setup setup) {
    this.parts = parts;
    this.kubernetes = kubernetes;
    this.setup = setup;
  }

  /// Returns when everything runs; what the data directory holds already is served a moment later.
  ///
  /// @throws CommandFailed when the data directory or a port cannot be used; then nothing runs
  public static Standalone start(StandaloneSettings settings) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return start(settings, parts);
    } catch (DataDirectoryException | PortTakenException e) {
      close(parts);
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      close(parts);
      throw new CommandFailed("cannot start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static Standalone start(StandaloneSettings settings, Deque<AutoCloseable> parts)
      throws IOException {
    EmbeddedKubernetes kubernetes =
        EmbeddedKubernetes.start(
            new EmbeddedKubernetes.Settings(
                settings.dataDirectory(), settings.apiBindAddress(), settings.apiPort()));
    parts.push(kubernetes);
    Config config = Config.fromKubeconfig(kubernetes.kubeconfig().toFile());
    config.setRequestTimeout((int) SLOW_MACHINE.toMillis());
    KubernetesClient client = KubernetesClients.create(config);
    parts.push(client);
    Setup setup = new Setup(client);
    setup.customResourceDefinitions();
    setup.namespace(OperatorSettings.NAMESPACE);
    parts.push(Operator.start(client, operator(settings)));
    Proxy proxy = Proxy.start(proxy(settings, client));
    parts.push(proxy);
    parts.push(() -> proxy.drain(DRAIN));
    log.info("started dataDirectory={} kubernetes={}", settings.dataDirectory(), kubernetes.url());
    return new Standalone(parts, kubernetes, setup);
  }

  private static OperatorSettings operator(StandaloneSettings settings) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    URI proxy =
        URI.create("http://%s:%d".formatted(loopback.getHostAddress(), settings.adminPort()));
    return OperatorSettings.of(List.of(proxy))
        .withPorts(
            Map.of(80, settings.httpPort(), 443, settings.httpsPort()),
            Set.of(settings.adminPort(), settings.apiPort(), settings.operatorPort()))
        .withLeaderElection(false) // the data directory belongs to one process
        .withHttp(new InetSocketAddress(loopback, settings.operatorPort()));
  }

  private static ProxySettings proxy(StandaloneSettings settings, KubernetesClient client) {
    return ProxySettings.of(
            new ProxySettings.Source.Kubernetes(
                client, OperatorSettings.NAMESPACE, OperatorSettings.FLEET))
        .withName("standalone")
        .withBindAddress(settings.bindAddress())
        .withAdmin(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.adminPort()))
        .withLastGood(settings.dataDirectory().resolve("last-good"));
  }

  /// Lets kubectl in; readable by its owner alone.
  public Path kubeconfig() {
    return kubernetes.kubeconfig();
  }

  /// @throws CommandFailed when one of them is refused
  void apply(List<Manifest> manifests) {
    setup.manifests(manifests);
  }

  /// Lets requests in flight end, then stops everything.
  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("did not end cleanly part={}", part, e);
      }
    }
  }
}

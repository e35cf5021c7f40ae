package io.veloflux.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The operator as a process. Each flag can be given as an environment variable, too.
@Command(
    name = "veloflux-operator",
    description =
        "Compiles VeloFlux resources into configuration for proxies and reports what became of"
            + " them.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class OperatorMain implements Callable<Integer> {
  @Option(
      names = "--namespace",
      description = "Namespace of the fleet, where compiled configurations are written.",
      defaultValue = "${env:VELOFLUX_NAMESPACE:-" + OperatorSettings.NAMESPACE + "}")
  private String namespace = OperatorSettings.NAMESPACE;

  @Option(
      names = "--fleet",
      description = "Name of the fleet of proxies.",
      defaultValue = "${env:VELOFLUX_FLEET:-" + OperatorSettings.FLEET + "}")
  private String fleet = OperatorSettings.FLEET;

  @Option(
      names = "--proxies",
      split = ",",
      paramLabel = "URL",
      description =
          "Admin URLs of the proxies; a name with several addresses means a proxy at each.",
      defaultValue =
          "${env:VELOFLUX_PROXIES:-http://veloflux-proxy-admin.veloflux-system.svc:9901}")
  private List<URI> proxies = List.of();

  @Option(
      names = "--shared-ports",
      split = ",",
      paramLabel = "PORT=BIND",
      description =
          "Listener ports of default LoadBalancers and the ports that proxies open for them.",
      defaultValue = "${env:VELOFLUX_SHARED_PORTS:-80=10080,443=10443}")
  private Map<Integer, Integer> sharedPorts = Map.of();

  @Option(
      names = "--reserved-ports",
      split = ",",
      paramLabel = "PORT",
      description = "Ports that no LoadBalancer may open.",
      defaultValue = "${env:VELOFLUX_RESERVED_PORTS:-9901}")
  private Set<Integer> reservedPorts = Set.of();

  @Option(
      names = "--leader-election",
      negatable = true,
      description = "Let one of several operators work. Leave it on unless there is only ever one.",
      defaultValue = "${env:VELOFLUX_LEADER_ELECTION:-true}",
      fallbackValue = "true")
  private boolean leaderElection = true;

  @Option(
      names = "--http-port",
      description = "Where /livez, /readyz and /metrics are served.",
      defaultValue = "${env:VELOFLUX_HTTP_PORT:-9902}")
  private int httpPort;

  @Option(
      names = "--proxy-patience-seconds",
      description = "A proxy that is silent for longer does not count as ready.",
      defaultValue = "${env:VELOFLUX_PROXY_PATIENCE_SECONDS:-10}")
  private int proxyPatienceSeconds;

  private static final Logger log = LoggerFactory.getLogger(OperatorMain.class);

  private OperatorMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OperatorMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    OperatorSettings settings;
    try {
      settings = settings();
    } catch (IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()));
    }
    Config config = new ConfigBuilder().build(); // KUBECONFIG, or the service account of the pod
    try (KubernetesClient client = KubernetesClients.create(config);
        Operator operator = Operator.start(client, settings, OperatorMain::halt)) {
      log.info("health and metrics at port {}", operator.httpPort());
      CountDownLatch end = new CountDownLatch(1);
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(end, main)));
      end.await();
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      return fail(
          "port %d cannot be opened: %s; choose another with --http-port"
              .formatted(httpPort, e.getMessage()));
    }
  }

  private OperatorSettings settings() {
    OperatorSettings.Timing usual = OperatorSettings.Timing.USUAL;
    return OperatorSettings.of(proxies)
        .withNamespace(namespace)
        .withFleet(fleet)
        .withPorts(sharedPorts, reservedPorts)
        .withLeaderElection(leaderElection)
        .withHttp(new InetSocketAddress(httpPort))
        .withTiming(
            new OperatorSettings.Timing(
                Duration.ofSeconds(proxyPatienceSeconds),
                usual.statusGrace(),
                usual.shrinkPatience(),
                usual.resync()));
  }

  private static int fail(String message) {
    System.err.println("veloflux-operator: " + message);
    return CommandLine.ExitCode.USAGE;
  }

  /// At once: an orderly end takes time in which a former leader could still write.
  private static void halt() {
    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
  }

  /// Lets `main` close everything before the process ends.
  private static void finish(CountDownLatch end, Thread main) {
    end.countDown();
    try {
      main.join(Duration.ofSeconds(15));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

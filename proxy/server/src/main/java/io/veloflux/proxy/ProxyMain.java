package io.veloflux.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The proxy as a process of its own.
@Command(
    name = "veloflux-proxy",
    mixinStandardHelpOptions = true,
    description = "Serves HTTP as configured by files or by a fleet's ConfigMaps. SIGTERM drains.",
    sortOptions = false)
public final class ProxyMain implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  static final class Source {
    @Option(
        names = "--config",
        paramLabel = "FILE_OR_DIR",
        description =
            "A ProxyConfig as JSON, or a folder of them (*.json), one for each tenant. Changes are followed.")
    private @Nullable Path config;

    @ArgGroup(exclusive = false)
    private @Nullable Cluster cluster;
  }

  static final class Cluster {
    @Option(
        names = "--kubernetes",
        required = true,
        description =
            "Follow the ConfigMaps of a fleet. Uses the pod's account, or the kubeconfig.")
    @SuppressWarnings("UnusedVariable") // asks for this source, says nothing more
    private boolean kubernetes;

    @Option(
        names = "--namespace",
        defaultValue = "veloflux-system",
        description = "Of the fleet (${DEFAULT-VALUE}).")
    private String namespace = "veloflux-system";

    @Option(
        names = "--fleet",
        defaultValue = "shared",
        description = "Its name (${DEFAULT-VALUE}).")
    private String fleet = "shared";
  }

  @Option(
      names = "--name",
      description = "Of this proxy in what it reports; by default the host's name.")
  private String name = "";

  @Option(
      names = "--bind-address",
      defaultValue = "0.0.0.0",
      description = "For listeners (${DEFAULT-VALUE}).")
  private String bindAddress = "0.0.0.0";

  @Option(
      names = "--admin-address",
      defaultValue = "127.0.0.1",
      description = "For the admin port (${DEFAULT-VALUE}).")
  private String adminAddress = "127.0.0.1";

  @Option(
      names = "--admin-port",
      defaultValue = "" + ProxySettings.ADMIN_PORT,
      description = "0 takes a free one (${DEFAULT-VALUE}).")
  private int adminPort = ProxySettings.ADMIN_PORT;

  @Option(
      names = "--last-good",
      paramLabel = "DIR",
      description =
          "Keep copies of what is served here, to start from while the control plane is away.")
  private @Nullable Path lastGood;

  @Option(
      names = "--event-loops",
      defaultValue = "0",
      description = "Threads that serve; 0 is one for each processor.")
  private int eventLoops;

  @Option(
      names = "--accept-while-draining",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "New connections are still welcome that long after SIGTERM (${DEFAULT-VALUE}).")
  private int acceptSeconds = 5;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Open connections may take that long after SIGTERM (${DEFAULT-VALUE}).")
  private int drainSeconds = 30;

  @Option(names = "--no-access-log", description = "Do not log exchanges.")
  private boolean noAccessLog;

  public static void main(String[] arguments) {
    logWithTime();
    withoutLeakDetection();
    System.exit(new CommandLine(new ProxyMain()).execute(arguments));
  }

  /// Unless the user said otherwise; before Netty is loaded. It watches one buffer in 128 and takes
  /// a stack trace for each of its steps, about a fifteenth of what a request costs; tests watch
  /// all of them.
  public static void withoutLeakDetection() {
    String level = "io.netty.leakDetection.level";
    if (System.getProperty(level) == null) System.setProperty(level, "disabled");
  }

  /// Unless the user said otherwise; before the first logger is made.
  private static void logWithTime() {
    String simple = "org.slf4j.simpleLogger.";
    if (System.getProperty(simple + "showDateTime") != null) return;
    System.setProperty(simple + "showDateTime", "true");
    System.setProperty(simple + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command().commandLine().getErr();
    try (KubernetesClient client = client()) {
      Proxy proxy = Proxy.start(settings(client));
      CountDownLatch drained = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(proxy, drained), "drain"));
      drained.await();
      return 0;
    } catch (IOException e) {
      err.println("veloflux-proxy: " + e.getMessage());
      return 1;
    }
  }

  private void drain(Proxy proxy, CountDownLatch drained) {
    try (proxy) {
      proxy.drain(Duration.ofSeconds(drainSeconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drained.countDown();
    }
  }

  private CommandSpec command() {
    if (spec == null) throw new IllegalStateException("not run by picocli");
    return spec;
  }

  private @Nullable KubernetesClient client() {
    return source.cluster == null ? null : new KubernetesClientBuilder().build();
  }

  private ProxySettings settings(@Nullable KubernetesClient client) throws IOException {
    ProxySettings settings =
        ProxySettings.of(from(client))
            .withName(name.isEmpty() ? hostname() : name)
            .withBindAddress(address("--bind-address", bindAddress))
            .withAdmin(new InetSocketAddress(address("--admin-address", adminAddress), adminPort))
            .withLastGood(lastGood)
            .withAcceptWhileDraining(Duration.ofSeconds(acceptSeconds))
            .withAccessLog(!noAccessLog);
    return eventLoops > 0 ? settings.withEventLoops(eventLoops) : settings;
  }

  private ProxySettings.Source from(@Nullable KubernetesClient client) {
    Cluster cluster = source.cluster;
    if (client != null && cluster != null) {
      return new ProxySettings.Source.Kubernetes(client, cluster.namespace, cluster.fleet);
    }
    Path config = source.config;
    if (config == null || !Files.exists(config)) {
      throw wrong("--config: there is no %s".formatted(config));
    }
    return new ProxySettings.Source.Files(config);
  }

  private InetAddress address(String option, String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw wrong("%s: %s is no IP address".formatted(option, text));
    }
  }

  private ParameterException wrong(String why) {
    return new ParameterException(command().commandLine(), why);
  }

  private static String hostname() {
    String pod = System.getenv("HOSTNAME");
    if (pod != null && !pod.isEmpty()) return pod;
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "proxy";
    }
  }
}

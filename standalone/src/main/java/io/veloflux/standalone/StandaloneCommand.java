package io.veloflux.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `veloflux standalone`: everything in this process, for real use on one machine.
@Command(
    name = "standalone",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Run everything in one process: a Kubernetes API, the operator and a proxy.",
    footer = {
      "",
      "Objects are kept in the data directory and survive a crash. It also holds the kubeconfig for kubectl:",
      "  export KUBECONFIG=DIR/kubeconfig"
    })
final class StandaloneCommand implements Callable<Integer> {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "Where everything is kept; made when it is absent.")
  private @Nullable Path dataDirectory;

  @Mixin private StandaloneOptions options = new StandaloneOptions();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description =
          "error, warn, info, debug or trace, to standard error. Default: ${DEFAULT-VALUE}.")
  private String logLevel = "info";

  @Override
  public Integer call() {
    if (dataDirectory == null) throw new IllegalStateException("picocli asks for --data-dir");
    Logging.to("System.err", logLevel);
    Ports.requireFree(options.ports());
    List<Manifests.Manifest> manifests = Manifests.read(options.manifests());
    Standalone standalone = Standalone.start(options.settings(dataDirectory));
    Running running = Running.untilSignal(standalone);
    standalone.apply(manifests);
    System.err.println("veloflux: serving; export KUBECONFIG=" + standalone.kubeconfig());
    return running.await();
  }
}

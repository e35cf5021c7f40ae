package io.veloflux.standalone;

import io.veloflux.standalone.demo.DemoCertificate;
import io.veloflux.standalone.demo.DemoObjects;
import io.veloflux.standalone.demo.Guide;
import io.veloflux.standalone.demo.SampleServers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `veloflux demo`: the same as `standalone`, with sample servers, objects that use them and a list
/// of what to try.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Run everything in one process with sample data, and print what to try.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where everything is kept, also from one run to the next. Default: ~/.local/state/veloflux/demo.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--sample-port",
      paramLabel = "PORT",
      defaultValue = "" + SampleServers.FIRST_PORT,
      converter = StandaloneOptions.Port.class,
      description =
          "Port of the first sample server; the others follow. Default: ${DEFAULT-VALUE}.")
  private int samplePort;

  @Mixin private StandaloneOptions options = new StandaloneOptions();

  @Override
  public Integer call() throws IOException {
    StandaloneSettings settings =
        options.settings(dataDirectory == null ? defaultDirectory() : dataDirectory);
    List<Ports.Wanted> ports = new ArrayList<>(options.ports());
    for (SampleServers.Sample sample : SampleServers.samples(samplePort)) {
      ports.add(new Ports.Wanted("--sample-port", InetAddress.getLoopbackAddress(), sample.port()));
    }
    Ports.requireFree(ports);
    List<Manifests.Manifest> manifests =
        new ArrayList<>(Manifests.parse("the demo", DemoObjects.yaml(samplePort)));
    DemoCertificate certificate = DemoCertificate.make(Instant.now());
    manifests.addAll(Manifests.parse("the demo", certificate.yaml()));
    manifests.addAll(Manifests.read(options.manifests()));
    Path log = beside(settings.dataDirectory(), ".log");
    Logging.toFile(log, "info");
    Path authority = beside(settings.dataDirectory(), "-ca.pem");
    Files.writeString(authority, certificate.authority());

    SampleServers samples = SampleServers.start(samplePort);
    Standalone standalone = Standalone.start(settings);
    Running running = Running.untilSignal(standalone, samples);
    standalone.apply(manifests);
    boolean serving = Serving.await(settings.httpPort(), DemoObjects.HOST, PATIENCE);
    if (!serving)
      System.err.println(
          "veloflux: nothing is served after " + PATIENCE.toSeconds() + " s, see " + log);
    System.out.print(
        new Guide(
                settings.httpPort(),
                settings.httpsPort(),
                settings.adminPort(),
                samplePort,
                settings.dataDirectory(),
                standalone.kubeconfig(),
                log,
                authority,
                home())
            .text());
    return running.await();
  }

  private static Path defaultDirectory() {
    String home = environment("HOME", System.getProperty("user.home"));
    String state = environment("XDG_STATE_HOME", Path.of(home, ".local", "state").toString());
    return Path.of(state, "veloflux", "demo");
  }

  private static String environment(String name, String absent) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? absent : value;
  }

  /// Beside the data directory: that one is the server's own, and may be refused.
  private static Path beside(Path dataDirectory, String ending) throws IOException {
    Path parent = dataDirectory.getParent();
    Path folder = parent == null ? dataDirectory : parent;
    Files.createDirectories(folder);
    return folder.resolve(dataDirectory.getFileName() + ending);
  }

  /// Where `./veloflux` lies, for paths in the printed lines.
  private static Path home() {
    return Path.of(System.getProperty("veloflux.home", ""));
  }
}

package io.veloflux.standalone;

import io.veloflux.standalone.demo.DemoObjects;
import io.veloflux.standalone.demo.SampleServers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `veloflux rehearse`: starts the demo on free ports, serves one request and ends. `./veloflux`
/// runs it once after a build, while the JVM records which classes a start needs
/// (`-XX:AOTCacheOutput`); later starts are faster by that.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start the demo on free ports, serve one request, end.")
final class RehearseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public Integer call() throws IOException {
    Logging.to("System.err", "warn");
    Path folder = Files.createTempDirectory("veloflux-rehearsal");
    List<Integer> ports = FreePorts.take(5);
    int samples = FreePorts.row(SampleServers.samples(0).size());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    StandaloneSettings settings =
        new StandaloneSettings(
            folder.resolve("data"),
            loopback,
            ports.get(0),
            ports.get(1),
            loopback,
            ports.get(2),
            ports.get(3),
            ports.get(4));
    try (SampleServers _ = SampleServers.start(samples);
        Standalone standalone = Standalone.start(settings)) {
      standalone.apply(Manifests.parse("the demo", DemoObjects.yaml(samples)));
      if (!Serving.await(settings.httpPort(), DemoObjects.HOST, PATIENCE)) {
        throw new CommandFailed("no request was answered within " + PATIENCE.toSeconds() + " s");
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }
}

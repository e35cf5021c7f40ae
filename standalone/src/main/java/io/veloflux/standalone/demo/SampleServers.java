package io.veloflux.standalone.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// The demo's backends, on ports that follow each other.
public final class SampleServers implements AutoCloseable {
  /// The port of the first one; `examples/` name these ports too.
  public static final int FIRST_PORT = 18081;

  private final List<SampleServer> servers = new ArrayList<>();

  private SampleServers() {}

  /// @param delayMillis before each answer
  public record Sample(String name, int port, long delayMillis) {}

  public static List<Sample> samples(int firstPort) {
    return List.of(
        new Sample("red", firstPort, 0),
        new Sample("green", firstPort + 1, 0),
        new Sample("blue", firstPort + 2, 0),
        new Sample("slow", firstPort + 3, 500));
  }

  /// @throws IOException when one of the ports is taken; then none is left open
  public static SampleServers start(int firstPort) throws IOException {
    SampleServers all = new SampleServers();
    try {
      for (Sample sample : samples(firstPort)) {
        all.servers.add(SampleServer.start(sample, InetAddress.getLoopbackAddress()));
      }
    } catch (IOException e) {
      all.close();
      throw e;
    }
    return all;
  }

  @Override
  public void close() {
    for (SampleServer one : servers) one.close();
  }
}

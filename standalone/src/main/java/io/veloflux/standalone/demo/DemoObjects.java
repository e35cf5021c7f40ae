package io.veloflux.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The demo's own tenant: `demo.yaml` with the ports of the sample servers.
public final class DemoObjects {
  /// The hostname of its routes; browsers and curl know that it is this machine.
  public static final String HOST = "hello.localhost";

  private DemoObjects() {}

  public static String yaml(int firstPort) throws IOException {
    try (InputStream in = DemoObjects.class.getResourceAsStream("demo.yaml")) {
      if (in == null) throw new IOException("demo.yaml is not in the jar");
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (SampleServers.Sample sample : SampleServers.samples(firstPort)) {
        text = text.replace("${%s}".formatted(sample.name()), Integer.toString(sample.port()));
      }
      return text;
    }
  }
}

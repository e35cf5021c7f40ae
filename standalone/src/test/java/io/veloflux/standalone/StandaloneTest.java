package io.veloflux.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.standalone.demo.DemoObjects;
import io.veloflux.standalone.demo.SampleServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private StandaloneSettings settings(Path data) throws IOException {
    List<Integer> ports = FreePorts.take(5);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new StandaloneSettings(
        data,
        loopback,
        ports.get(0),
        ports.get(1),
        loopback,
        ports.get(2),
        ports.get(3),
        ports.get(4));
  }

  @Test
  void whatWasAppliedIsServedAndStillThereAfterARestart() throws Exception {
    int first = FreePorts.row(SampleServers.samples(0).size());
    Path data = folder.resolve("data");
    try (SampleServers _ = SampleServers.start(first)) {
      StandaloneSettings settings = settings(data);
      try (Standalone standalone = Standalone.start(settings)) {
        standalone.apply(Manifests.parse("demo", DemoObjects.yaml(first)));
        assertTrue(Serving.await(settings.httpPort(), DemoObjects.HOST, PATIENCE));
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(standalone.kubeconfig())));
        CommandFailed twice =
            assertThrows(CommandFailed.class, () -> Standalone.start(settings(data)));
        assertEquals(data + " is in use by another process", twice.getMessage());
      }
      StandaloneSettings again = settings(data);
      try (Standalone _ = Standalone.start(again)) {
        assertTrue(Serving.await(again.httpPort(), DemoObjects.HOST, PATIENCE));
      }
    }
  }

  @Test
  void aRefusedManifestIsNamedWithTheServersWords() throws Exception {
    String pool =
        """
        apiVersion: veloflux.io/v1alpha1
        kind: Tenant
        metadata: {name: acme}
        spec: {}
        ---
        apiVersion: veloflux.io/v1alpha1
        kind: Pool
        metadata: {name: shop, namespace: acme}
        spec: {algorithm: Best}
        """;
    try (Standalone standalone = Standalone.start(settings(folder.resolve("data")))) {
      CommandFailed e =
          assertThrows(
              CommandFailed.class, () -> standalone.apply(Manifests.parse("shop.yaml", pool)));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("shop.yaml, document 2 (Pool acme/shop): "), message);
      assertTrue(message.contains("spec.algorithm"), message);
    }
  }

  @Test
  void aDataDirectoryThatCannotBeReadIsLeftAsItIs() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path database =
        Files.writeString(data.resolve("kubernetes.db"), "no database, but somebody's only copy");
    CommandFailed e = assertThrows(CommandFailed.class, () -> Standalone.start(settings(data)));
    assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
    assertEquals("no database, but somebody's only copy", Files.readString(database));
  }

  @Test
  void aPortThatIsTakenMeanwhileIsOneLine() throws Exception {
    StandaloneSettings settings = settings(folder.resolve("data"));
    try (ServerSocket _ =
        new ServerSocket(settings.apiPort(), 1, InetAddress.getLoopbackAddress())) {
      CommandFailed e = assertThrows(CommandFailed.class, () -> Standalone.start(settings));
      assertTrue(String.valueOf(e.getMessage()).contains(":" + settings.apiPort()), e.getMessage());
    }
  }
}

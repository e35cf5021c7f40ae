package io.veloflux.standalone.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What people type: `kubectl` itself, as `test-cluster/build` makes it.
abstract class KubectlScenarios {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final List<String> TENANT_FIRST = List.of("quickstart");

  private final KubeApi api;

  KubectlScenarios(KubeApi api) {
    this.api = api;
  }

  private record Outcome(int exit, String out) {}

  @Test
  void everyExampleIsAppliedWaitedForAndListed() throws Exception {
    try (Installation veloflux = new Installation(api)) {
      for (String example : examples()) {
        Outcome applied = kubectl("apply", "-f", EXAMPLES.resolve(example).toString());
        assertEquals(0, applied.exit(), applied.out());
        assertTrue(!applied.out().contains("Warning"), applied.out());
        Outcome again = kubectl("apply", "-f", EXAMPLES.resolve(example).toString());
        assertEquals(0, again.exit(), again.out());
      }
      Outcome waited =
          kubectl(
              "wait", "--for=condition=Programmed", "route/shop", "-n", "acme", "--timeout=60s");
      assertEquals("route.veloflux.io/shop condition met", waited.out().strip());
      Outcome accepted =
          kubectl(
              "wait", "--for=condition=Accepted", "routes", "--all", "-n", "acme", "--timeout=60s");
      assertEquals(0, accepted.exit(), accepted.out());

      String all = kubectl("get", "veloflux", "-A").out();
      for (String column : List.of("HOSTNAMES", "ENDPOINTS", "PROGRAMMED", "REASON", "ALGORITHM")) {
        assertTrue(all.contains(column), all);
      }
      for (String object :
          List.of("tenant.veloflux.io/acme", "pool.veloflux.io/shop", "route.veloflux.io/shop")) {
        assertTrue(all.contains(object), all);
      }
      assertTrue(
          kubectl("get", "vfr", "-n", "acme", "shop")
              .out()
              .lines()
              .toList()
              .getLast()
              .matches("shop +\\[\"shop.example.com\"] +shop +True .*"),
          () -> all);

      Outcome patched =
          kubectl(
              "patch",
              "pool",
              "shop",
              "-n",
              "acme",
              "--type=merge",
              "-p",
              "{\"spec\":{\"algorithm\":\"LeastConnections\"}}");
      assertEquals(0, patched.exit(), patched.out());
      veloflux.awaitCondition("acme", "Pool", "shop", "Programmed", "True");
      Outcome gone = kubectl("delete", "tenant", "acme", "--timeout=60s");
      assertEquals(0, gone.exit(), gone.out());
      assertEquals(0, kubectl("wait", "--for=delete", "namespace/acme", "--timeout=60s").exit());
    }
  }

  @Test
  void aSecondManagerIsToldWhoseFieldItIs() throws Exception {
    String namespace = Namespaces.create(api);
    Path file = Files.createTempFile(Path.of("target"), "pool-", ".yaml");
    pool(file, namespace, "LeastConnections");
    assertEquals(
        0, kubectl("apply", "--server-side", "--field-manager=git", "-f", file.toString()).exit());
    pool(file, namespace, "WeightedRoundRobin");
    Outcome conflict =
        kubectl("apply", "--server-side", "--field-manager=tuner", "-f", file.toString());
    assertEquals(1, conflict.exit());
    assertTrue(conflict.out().contains("conflict with \"git\": .spec.algorithm"), conflict.out());
    Outcome forced =
        kubectl(
            "apply",
            "--server-side",
            "--field-manager=tuner",
            "--force-conflicts",
            "-f",
            file.toString());
    assertEquals(0, forced.exit(), forced.out());
  }

  @Test
  void aTypingMistakeIsRefusedWithThePathOfTheField() throws Exception {
    String namespace = Namespaces.create(api);
    Path file = Files.createTempFile(Path.of("target"), "pool-", ".yaml");
    pool(file, namespace, "RoundRobin\n  helthCheck: {}");
    Outcome refused = kubectl("apply", "-f", file.toString());
    assertEquals(1, refused.exit());
    assertTrue(refused.out().contains("unknown field \"spec.helthCheck\""), refused.out());
  }

  private static void pool(Path file, String namespace, String algorithm) throws IOException {
    Files.writeString(
        file,
        """
        apiVersion: veloflux.io/v1alpha1
        kind: Pool
        metadata: {name: shop, namespace: %s}
        spec:
          algorithm: %s
        """
            .formatted(namespace, algorithm));
  }

  private static List<String> examples() throws IOException {
    List<String> names = new ArrayList<>(TENANT_FIRST);
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !TENANT_FIRST.contains(name))
          .sorted()
          .forEach(names::add);
    }
    return names;
  }

  private Outcome kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestCluster.binary("kubectl").toString(),
                "--kubeconfig",
                api.kubeconfig().toString(),
                "--cache-dir",
                Files.createTempDirectory(Path.of("target"), "kubectl-").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(120, SECONDS), () -> String.join(" ", command));
    return new Outcome(process.exitValue(), out);
  }
}

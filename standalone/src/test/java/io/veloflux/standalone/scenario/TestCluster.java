package io.veloflux.standalone.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The real control plane of `test-cluster/`: etcd, kube-apiserver and kube-controller-manager,
/// started once for a run and ended with it. The scripts know how; this class knows when.
final class TestCluster implements KubeApi {
  private static final Path SCRIPTS = Path.of("../test-cluster").toAbsolutePath().normalize();

  private static @Nullable TestCluster shared;
  private static @Nullable RuntimeException failure;

  private final Path folder;
  private final Config admin;
  private final KubernetesClient client;

  private TestCluster(Path folder) {
    this.folder = folder;
    run("down", folder.toString()); // of an earlier run that was cut off
    delete(folder);
    run("up", folder.toString(), "etcd", "kube-apiserver");
    admin = Config.fromKubeconfig(kubeconfig().toFile());
    client = new KubernetesClientBuilder().withConfig(admin).build();
    CustomResourceDefinitions.install(client);
    // Only now: the garbage collector looks for new kinds every 30 s and at its start.
    run("up", folder.toString());
  }

  /// The one of this run, started by whoever asks first.
  ///
  /// @throws IllegalStateException with what to do, to everyone who asks, when it cannot start
  static synchronized TestCluster shared() {
    if (failure != null) throw new IllegalStateException(failure.getMessage(), failure);
    if (shared != null) return shared;
    try {
      TestCluster cluster = new TestCluster(Path.of("target/test-cluster").toAbsolutePath());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> run("down", cluster.folder.toString())));
      shared = cluster;
      return cluster;
    } catch (RuntimeException e) {
      failure = e; // nobody waits for the same failure twice
      throw e;
    }
  }

  @Override
  public Config admin() {
    return admin;
  }

  @Override
  public boolean knowsRights() {
    return true;
  }

  @Override
  public Config serviceAccount(String namespace, String name) {
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(admin.getMasterUrl())
        .withCaCertFile(folder.resolve("pki/ca.crt").toString())
        .withOauthToken(token)
        .build();
  }

  @Override
  public Path kubeconfig() {
    return folder.resolve("admin.kubeconfig");
  }

  @Override
  public void kill() {
    try {
      long pid = Long.parseLong(Files.readString(folder.resolve("kube-apiserver.pid")).strip());
      ProcessHandle.of(pid)
          .ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(10, SECONDS).join();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void restart() {
    run("up", folder.toString());
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  /// One of what `test-cluster/build` makes.
  ///
  /// @throws IllegalStateException with what to do when it is missing
  static Path binary(String name) {
    String folder = System.getenv("VELOFLUX_TEST_CLUSTER_BIN");
    String cache =
        java.util.Objects.requireNonNullElse(
            System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
    Path binary =
        (folder == null ? Path.of(cache, "veloflux/test-cluster/bin") : Path.of(folder))
            .resolve(name);
    if (Files.isExecutable(binary)) return binary;
    throw new IllegalStateException(
        name + " is not in " + binary.getParent() + ": run test-cluster/build");
  }

  private static void run(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .put("VELOFLUX_TEST_CLUSTER_OWNER", Long.toString(ProcessHandle.current().pid()));
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(240, SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while test-cluster/" + script + " ran", e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) return;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

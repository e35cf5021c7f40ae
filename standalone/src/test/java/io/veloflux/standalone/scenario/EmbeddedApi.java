package io.veloflux.standalone.scenario;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.veloflux.standalone.kube.EmbeddedKubernetes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The embedded API server, one for a run. It knows no rights: whoever holds the token may do
/// everything.
final class EmbeddedApi implements KubeApi {
  private static @Nullable EmbeddedApi shared;

  private final Path folder;
  private final Config admin;
  private final KubernetesClient client;
  private EmbeddedKubernetes server;

  private EmbeddedApi(Path folder) {
    this.folder = folder;
    server = EmbeddedKubernetes.start(new EmbeddedKubernetes.Settings(folder, 0));
    admin = Config.fromKubeconfig(server.kubeconfig().toFile());
    client = new KubernetesClientBuilder().withConfig(admin).build();
    CustomResourceDefinitions.install(client);
  }

  static synchronized EmbeddedApi shared() {
    if (shared == null) {
      try {
        Path folder = Files.createTempDirectory(Path.of("target"), "embedded-api-");
        EmbeddedApi api = new EmbeddedApi(folder.toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(api::kill));
        shared = api;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  @Override
  public Config admin() {
    return admin;
  }

  @Override
  public boolean knowsRights() {
    return false;
  }

  @Override
  public Config serviceAccount(String namespace, String name) {
    return admin;
  }

  @Override
  public Path kubeconfig() {
    return server.kubeconfig();
  }

  /// Its connections break off; that it is in the test's own process leaves no harder way.
  @Override
  public void kill() {
    server.close();
  }

  @Override
  public void restart() {
    server =
        EmbeddedKubernetes.start(new EmbeddedKubernetes.Settings(folder, server.url().getPort()));
  }

  @Override
  public KubernetesClient client() {
    return client;
  }
}

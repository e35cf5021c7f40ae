package io.veloflux.standalone.scenario;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/// A running Kubernetes API server with the custom resource definitions installed. One serves all
/// scenarios of a run.
interface KubeApi {
  /// As the administrator.
  Config admin();

  /// Whether it keeps accounts and their rights. One that does not lets everybody with its token do
  /// everything.
  boolean knowsRights();

  /// As a service account, with the rights that somebody gave it.
  Config serviceAccount(String namespace, String name);

  /// The administrator's kubeconfig, for `kubectl`.
  Path kubeconfig();

  /// Ends the API server as a power cut would. What it stored stays.
  void kill();

  /// Starts it again, at the same address; returns when it answers.
  void restart();

  /// Shared by the scenarios; never closed by them.
  KubernetesClient client();
}

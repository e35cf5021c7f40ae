package io.veloflux.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/// Makes clients that read our custom resources as they must be read.
public final class KubernetesClients {
  /// Repetitions of one request inside the client; longer waits are decided by who asked.
  private static final int REPEATS = 2;

  private KubernetesClients() {}

  /// A client for which a word of a newer version is the constant `Unknown` of its enum: one object
  /// of a newer version is one object's verdict and does not stop a watch.
  public static KubernetesClient create(Config config) {
    config.setRequestRetryBackoffLimit(REPEATS);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization())
        .build();
  }

  /// How a client reads objects; see [#create].
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE);
    return new KubernetesSerialization(mapper, true);
  }
}

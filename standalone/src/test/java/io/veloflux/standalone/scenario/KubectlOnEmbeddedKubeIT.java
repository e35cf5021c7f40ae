package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

/// With the real `kubectl`, which only `-Pkube` has.
@Tag("kube")
final class KubectlOnEmbeddedKubeIT extends KubectlScenarios {
  KubectlOnEmbeddedKubeIT() {
    super(EmbeddedApi.shared());
  }
}

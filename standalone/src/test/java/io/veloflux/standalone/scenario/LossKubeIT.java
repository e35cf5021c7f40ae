package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class LossKubeIT extends LossScenarios {
  LossKubeIT() {
    super(TestCluster.shared());
  }
}

package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class ChangeKubeIT extends ChangeScenarios {
  ChangeKubeIT() {
    super(TestCluster.shared());
  }
}

package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class KubectlKubeIT extends KubectlScenarios {
  KubectlKubeIT() {
    super(TestCluster.shared());
  }
}

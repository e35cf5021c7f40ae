package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class FailoverKubeIT extends FailoverScenarios {
  FailoverKubeIT() {
    super(TestCluster.shared());
  }
}

package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class ServingKubeIT extends ServingScenarios {
  ServingKubeIT() {
    super(TestCluster.shared());
  }
}

package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class NewerVersionKubeIT extends NewerVersionScenarios {
  NewerVersionKubeIT() {
    super(TestCluster.shared());
  }
}

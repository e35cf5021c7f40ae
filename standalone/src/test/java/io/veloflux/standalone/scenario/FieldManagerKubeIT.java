package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class FieldManagerKubeIT extends FieldManagerScenarios {
  FieldManagerKubeIT() {
    super(TestCluster.shared());
  }
}

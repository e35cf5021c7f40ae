package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class LifecycleKubeIT extends LifecycleScenarios {
  LifecycleKubeIT() {
    super(TestCluster.shared());
  }
}

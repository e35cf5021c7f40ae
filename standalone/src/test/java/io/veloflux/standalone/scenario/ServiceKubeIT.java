package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class ServiceKubeIT extends ServiceScenarios {
  ServiceKubeIT() {
    super(TestCluster.shared());
  }
}

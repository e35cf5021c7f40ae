package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class TlsKubeIT extends TlsScenarios {
  TlsKubeIT() {
    super(TestCluster.shared());
  }
}

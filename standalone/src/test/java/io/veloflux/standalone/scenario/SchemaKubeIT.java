package io.veloflux.standalone.scenario;

import org.junit.jupiter.api.Tag;

@Tag("kube")
final class SchemaKubeIT extends SchemaScenarios {
  SchemaKubeIT() {
    super(TestCluster.shared());
  }
}

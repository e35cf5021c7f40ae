package io.veloflux.standalone.scenario;

final class LifecycleEmbeddedTest extends LifecycleScenarios {
  LifecycleEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

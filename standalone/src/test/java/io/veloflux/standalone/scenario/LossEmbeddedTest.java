package io.veloflux.standalone.scenario;

final class LossEmbeddedTest extends LossScenarios {
  LossEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

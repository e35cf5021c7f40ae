package io.veloflux.standalone.scenario;

final class ChangeEmbeddedTest extends ChangeScenarios {
  ChangeEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

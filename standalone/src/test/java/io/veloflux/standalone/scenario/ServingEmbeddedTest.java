package io.veloflux.standalone.scenario;

final class ServingEmbeddedTest extends ServingScenarios {
  ServingEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

package io.veloflux.standalone.scenario;

final class NewerVersionEmbeddedTest extends NewerVersionScenarios {
  NewerVersionEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

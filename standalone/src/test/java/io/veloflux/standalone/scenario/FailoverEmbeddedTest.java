package io.veloflux.standalone.scenario;

final class FailoverEmbeddedTest extends FailoverScenarios {
  FailoverEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

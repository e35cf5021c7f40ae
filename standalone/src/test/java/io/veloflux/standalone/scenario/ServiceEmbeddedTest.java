package io.veloflux.standalone.scenario;

final class ServiceEmbeddedTest extends ServiceScenarios {
  ServiceEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

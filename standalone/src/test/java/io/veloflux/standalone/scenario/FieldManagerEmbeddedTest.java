package io.veloflux.standalone.scenario;

final class FieldManagerEmbeddedTest extends FieldManagerScenarios {
  FieldManagerEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

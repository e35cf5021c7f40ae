package io.veloflux.standalone.scenario;

final class SchemaEmbeddedTest extends SchemaScenarios {
  SchemaEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

package io.veloflux.standalone.scenario;

final class TlsEmbeddedTest extends TlsScenarios {
  TlsEmbeddedTest() {
    super(EmbeddedApi.shared());
  }
}

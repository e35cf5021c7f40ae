package io.veloflux.proxy.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.veloflux.proxy.config.PoolConfig.HealthCheck;
import io.veloflux.proxy.runtime.Endpoint.Health;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
  /// Healthy takes two good results, unhealthy three bad ones.
  private static final HealthCheck CHECK = new HealthCheck("/", 1, 1, 200, 2, 3);

  /// Results `+` and `-`, and after each of them `h` or `u`.
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN,   +,        h",
    "UNKNOWN,   -,        u",
    "HEALTHY,   ---,      hhu",
    "HEALTHY,   --+--,    hhhhh",
    "UNHEALTHY, ++,       uh",
    "UNHEALTHY, +-++,     uuuh",
    "UNKNOWN,   -++---+-, uuhhhuuu",
  })
  void itTakesSoManyInARow(Health before, String results, String says) {
    Thresholds thresholds = new Thresholds(CHECK, before);
    StringBuilder said = new StringBuilder();
    results
        .chars()
        .forEach(
            result -> said.append(thresholds.after(result == '+') == Health.HEALTHY ? 'h' : 'u'));
    assertEquals(says, said.toString());
  }
}

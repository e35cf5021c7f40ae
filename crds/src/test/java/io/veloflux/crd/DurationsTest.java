package io.veloflux.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "1m30s, PT1M30S",
    "2h, PT2H",
    "0s, PT0S",
    "1h1m1s1ms, PT1H1M1.001S"
  })
  void readsWhatTheSchemaAllows(String text, Duration duration) {
    assertEquals(duration, Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "1.5s", "-1s", "123456s", "1d", " 1s", "1s1s1s1s1s", "1sm", "m1"})
  void refusesTheRest(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }

  @Test
  void defaultsAreDurations() {
    Durations.parse(Pool.HealthCheck.INTERVAL);
    Durations.parse(Pool.HealthCheck.TIMEOUT);
    Durations.parse(Pool.PoolTimeouts.CONNECT);
    Durations.parse(Pool.PoolTimeouts.IDLE);
    Durations.parse(Route.RouteTimeouts.BACKEND_REQUEST);
    Durations.parse(Route.RouteTimeouts.IDLE);
    Durations.parse(LoadBalancer.ListenerTimeouts.HEADER);
    Durations.parse(LoadBalancer.ListenerTimeouts.IDLE);
  }
}

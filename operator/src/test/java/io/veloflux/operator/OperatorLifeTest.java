package io.veloflux.operator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An operator that cannot start, and one that is closed before it has.
class OperatorLifeTest {
  private final MockApi api = new MockApi();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @AfterEach
  void stop() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    api.close();
  }

  @Test
  void itWaitsForTheDefinitionsAndCanBeClosedMeanwhile() throws IOException {
    api.fault(request -> request.path().contains("/pools") ? MockApi.status(404) : null);
    try (Operator operator = start(false)) {
      await().atMost(30, SECONDS).until(() -> asked("/pools") > 1);
      assertFalse(operator.isReady());
    }
    nothingWasThrown();
  }

  @Test
  void itStartsWhenTheDefinitionsAreThere() throws IOException {
    api.fault(request -> request.path().contains("/pools") ? MockApi.status(404) : null);
    try (Operator operator = start(false)) {
      await().atMost(30, SECONDS).until(() -> asked("/pools") > 0);
      api.noFaults();
      await().atMost(30, SECONDS).until(operator::isReady);
    }
    nothingWasThrown();
  }

  @Test
  void itCanBeClosedWhileItStarts() throws IOException {
    api.fault(request ->
        request.path().contains("/tenants") && !request.path().contains("limit=1")
            ? MockApi.status(500)
            : null);
    try (Operator operator = start(false)) {
      await()
          .atMost(30, SECONDS)
          .until(() ->
              api.requests().stream()
                  .anyMatch(request ->
                      request.path().contains("/tenants") && !request.path().contains("limit=1")));
      assertFalse(operator.isReady());
    }
    nothingWasThrown();
  }

  @Test
  void itSaysWhenItCannotStart() throws IOException {
    api.fault(
        request -> request.path().contains("selfsubjectrulesreviews") ? MockApi.status(403) : null);
    try (Operator operator = start(true)) {
      await().atMost(30, SECONDS).until(() -> ended.get() == 1);
      assertFalse(operator.isReady());
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  private Operator start(boolean leaderElection) throws IOException {
    return Operator.start(
        api.client(),
        OperatorSettings.of(List.of(URI.create("http://127.0.0.1:1")))
            .withLeaderElection(leaderElection),
        ended::incrementAndGet);
  }

  private long asked(String path) {
    return api.requests().stream().filter(request -> request.path().contains(path)).count();
  }

  private void nothingWasThrown() {
    assertEquals(List.of(), List.copyOf(uncaught));
    assertEquals(0, ended.get(), "being closed is no end of its own");
  }
}

package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Changes under load: nobody notices.
abstract class ChangeScenarios {
  private static final int CHANGES = 60;
  private static final int CALLERS = 4;
  private static final String HOST = "busy.example.com";

  private final KubeApi api;

  ChangeScenarios(KubeApi api) {
    this.api = api;
  }

  @Test
  void aChangeLosesNothing() {
    try (SampleBackend one = new SampleBackend("one");
        SampleBackend two = new SampleBackend("two");
        Installation veloflux = new Installation(api)) {
      String tenant = veloflux.tenant("{}");
      veloflux.serve(tenant, "shop", HOST, one);
      try (Load load = new Load(veloflux.port())) {
        await().atMost(30, SECONDS).until(() -> load.answers() > 100);
        for (int i = 0; i < CHANGES; i++) change(veloflux.objects(), tenant, i, two);
        veloflux.awaitCondition(tenant, "Route", "shop", "Programmed", "True");
        veloflux.awaitCondition(tenant, "Pool", "shop", "Programmed", "True");
        int before = load.answers();
        await().atMost(30, SECONDS).until(() -> load.answers() > before + 100);
        assertEquals(List.of(), load.failures());
      }
      assertTrue(two.requests() > 0, "the changes were served");
    }
  }

  /// A backend comes, gets a weight, goes; the pool's algorithm and the route's timeouts change;
  /// another route comes.
  private static void change(Objects objects, String tenant, int i, SampleBackend two) {
    switch (i % 6) {
      case 0 -> objects.create(tenant, "Backend", "two", Installation.backend("shop", two));
      case 1 -> objects.patch(tenant, "Backend", "two", "{spec: {weight: %d}}".formatted(1 + i));
      case 2 ->
          objects.patch(
              tenant,
              "Pool",
              "shop",
              "{spec: {algorithm: %s}}"
                  .formatted(i % 4 == 0 ? "LeastConnections" : "WeightedRoundRobin"));
      case 3 ->
          objects.patch(
              tenant, "Route", "shop", "{spec: {timeouts: {request: %ds}}}".formatted(20 + i));
      case 4 ->
          objects.create(
              tenant,
              "Route",
              "more-" + i,
              "{hostnames: [%s], paths: [{prefix: /more-%d}], pool: shop}".formatted(HOST, i));
      default -> objects.at(tenant, "Backend", "two").delete();
    }
  }

  /// Callers that ask one after the other, each on its kept-alive connection.
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Load(int port) {
      for (int i = 0; i < CALLERS; i++) threads.execute(() -> run(port));
    }

    private void run(int port) {
      try (Caller caller = new Caller(port)) {
        while (!ended.get()) {
          try {
            Caller.Answer answer = caller.get(HOST, "/");
            if (answer.status() != 200) failures.add(answer.toString());
          } catch (RuntimeException e) {
            failures.add(e.toString());
          }
          answers.incrementAndGet();
        }
      }
    }

    int answers() {
      return answers.get();
    }

    List<String> failures() {
      return List.copyOf(failures);
    }

    @Override
    public void close() {
      ended.set(true);
      threads.close();
    }
  }
}

package io.veloflux.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.veloflux.bench.Connection.Answer;
import io.veloflux.crd.Backend;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Changes routes, weights and backends one after the other while clients keep asking: no request
/// may fail.
///
/// Backends that are removed go on answering, as pods do that drain.
final class Changes {
  private static final int CLIENTS = 16;
  private static final int ROUTES = 100;
  private static final int SHOWN = 10;

  private final Bed bed;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean ended;

  private Changes(Bed bed) {
    this.bed = bed;
  }

  static void run(Path kubeconfig, Path logs, int changes, Duration between) throws Exception {
    try (Bed bed = Bed.start(kubeconfig, logs)) {
      bed.client
          .resources(Pool.class)
          .inNamespace(TenantObjects.TENANT)
          .withName("b")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"algorithm\":\"WeightedRoundRobin\"}}");
      bed.growTo(ROUTES);
      Figures.say("%d routes are served", ROUTES);
      new Changes(bed).run(changes, between);
    }
  }

  private void run(int changes, Duration between) throws Exception {
    long begin = System.nanoTime();
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      clients.add(bed.threads.submit(() -> ask(number)));
    }
    int spare = bed.upstream("a");
    for (int i = 0; i < changes; i++) {
      change(i, spare);
      if ((i + 1) % 100 == 0) {
        Figures.say("%d changes, %d requests, %d failed", i + 1, requests.get(), failed.get());
      }
      Bed.pause(between);
    }
    Bed.pause(Duration.ofSeconds(2)); // the last change arrives under load too
    ended = true;
    for (Future<?> client : clients) client.get();
    double seconds = (System.nanoTime() - begin) / 1e9;
    new Figures("changes")
        .put("changes", changes)
        .put("seconds", Math.round(seconds))
        .put("requests", requests.get())
        .put("requestsPerSecond", Math.round(requests.get() / seconds))
        .put("failed", failed.get())
        .print();
  }

  /// Five kinds of change in turn; backends come and go in pairs.
  private void change(int number, int spare) {
    String route = Bed.name(number % ROUTES);
    switch (number % 5) {
      case 0 ->
          patch(
              Route.class,
              route,
              "{\"spec\":{\"pool\":\"%s\"}}".formatted(number % 2 == 0 ? "b" : "a"));
      case 1 -> patch(Backend.class, "b0", "{\"spec\":{\"weight\":%d}}".formatted(number % 1000));
      case 2 -> bed.client.resource(TenantObjects.backend("spare", "a", spare, 100)).create();
      case 3 ->
          patch(
              Route.class,
              route,
              "{\"spec\":{\"pool\":null,\"pools\":[{\"name\":\"a\",\"weight\":%d},{\"name\":\"b\",\"weight\":1}]}}"
                  .formatted(number % 7));
      default -> {
        bed.client
            .resources(Backend.class)
            .inNamespace(TenantObjects.TENANT)
            .withName("spare")
            .delete();
        // the route of case 3 gets its single pool back with the next change of its kind
        patch(
            Route.class,
            Bed.name((number - 1) % ROUTES),
            "{\"spec\":{\"pools\":null,\"pool\":\"a\"}}");
      }
    }
  }

  private <T extends HasMetadata> void patch(Class<T> kind, String name, String merge) {
    bed.client
        .resources(kind)
        .inNamespace(TenantObjects.TENANT)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  private void ask(int client) {
    int route = client;
    try (Connection connection = new Connection(bed.httpPort)) {
      while (!ended) {
        Answer answer = connection.get(TenantObjects.host(Bed.name(route++ % ROUTES)), "/");
        requests.incrementAndGet();
        if (!answer.is("a") && !answer.is("b") && failed.incrementAndGet() <= SHOWN) {
          Figures.say("  failed: %s", answer);
        }
        Bed.pause(Duration.ofMillis(10));
      }
    }
  }
}

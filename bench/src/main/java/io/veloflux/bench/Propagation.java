package io.veloflux.bench;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.veloflux.bench.Connection.Answer;
import io.veloflux.crd.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How long a change takes from "accepted by the API server" (its answer arrived) to the first
/// right answer of the proxy.
///
/// A client asks the proxy all the time while the change is made. Two kinds of change in turn: an
/// existing route is pointed to the other pool, and a new route appears. Wrong is every answer that
/// is neither the old nor the new one, and every old one after the first new one.
final class Propagation {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SETTLED = 20;
  private static final long BETWEEN_REQUESTS_NANOS = 300_000;

  private final Bed bed;

  private Propagation(Bed bed) {
    this.bed = bed;
  }

  static void run(Path kubeconfig, Path logs, List<Integer> sizes, int samples) throws Exception {
    Figures figures = new Figures("propagation");
    try (Bed bed = Bed.start(kubeconfig, logs)) {
      for (int size : sizes) {
        bed.growTo(size);
        Figures.say("%d routes are served", size);
        new Propagation(bed).measure(size, samples, figures);
      }
    }
    figures.print();
  }

  private void measure(int size, int samples, Figures figures) throws Exception {
    List<Double> millis = new ArrayList<>();
    int wrong = 0;
    for (int i = 0; i < 10; i++) change(size, i); // warms both JVMs up
    for (int i = 0; i < samples; i++) {
      Watcher result = change(size, i);
      millis.add(result.millis());
      wrong += result.wrong;
    }
    double p50 = Figures.percentile(millis, 0.5);
    double p99 = Figures.percentile(millis, 0.99);
    Figures.say(
        "%d routes: p50 %.1f ms, p99 %.1f ms, slowest %.1f ms, wrong answers %d, of %d changes",
        size, p50, p99, Figures.percentile(millis, 1), wrong, samples);
    figures
        .put("p50Millis@" + size, p50)
        .put("p99Millis@" + size, p99)
        .put("maxMillis@" + size, Figures.percentile(millis, 1))
        .put("wrong@" + size, wrong)
        .put("samples@" + size, samples);
  }

  private Watcher change(int size, int number) throws Exception {
    return number % 2 == 0 ? repointed(number % size) : created("new");
  }

  private Watcher repointed(int number) throws Exception {
    var resource =
        bed.client
            .resources(Route.class)
            .inNamespace(TenantObjects.TENANT)
            .withName(Bed.name(number));
    String before = "b".equals(resource.get().getSpec().pool()) ? "b" : "a";
    String after = before.equals("a") ? "b" : "a";
    Watcher watcher =
        new Watcher(TenantObjects.host(Bed.name(number)), new Answer(200, before), after);
    return watched(
        watcher,
        () ->
            resource.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"pool\":\"%s\"}}".formatted(after)));
  }

  private Watcher created(String name) throws Exception {
    Watcher watcher = new Watcher(TenantObjects.host(name), new Answer(404, ""), "a");
    Watcher result =
        watched(watcher, () -> bed.client.resource(TenantObjects.route(name, "a")).create());
    bed.client.resources(Route.class).inNamespace(TenantObjects.TENANT).withName(name).delete();
    try (Connection connection = new Connection(bed.httpPort)) {
      bed.await(
          "a deleted route to answer 404",
          () -> connection.get(TenantObjects.host(name), "/").status() == 404);
    }
    return result;
  }

  private Watcher watched(Watcher watcher, Runnable change) throws Exception {
    Future<?> asking = bed.threads.submit(watcher::ask);
    bed.await("the watcher", () -> watcher.answers.get() > SETTLED);
    change.run();
    watcher.accepted = System.nanoTime();
    asking.get();
    return watcher;
  }

  /// Asks the proxy until it answered rightly for a while.
  private final class Watcher {
    private final String host;
    private final Answer before;
    private final String after;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile long accepted;
    private long firstRight;
    private int wrong;

    Watcher(String host, Answer before, String after) {
      this.host = host;
      this.before = before;
      this.after = after;
    }

    void ask() {
      long end = System.nanoTime() + PATIENCE.toNanos();
      int right = 0;
      try (Connection connection = new Connection(bed.httpPort)) {
        while (right < SETTLED || accepted == 0) {
          Answer answer = connection.get(host, "/");
          long now = System.nanoTime();
          answers.incrementAndGet();
          if (answer.is(after)) {
            if (right++ == 0) firstRight = now;
          } else if (right > 0 || !isBefore(answer)) {
            wrong++;
            Figures.say("  wrong answer for %s: %s", host, answer);
          }
          if (now > end)
            throw new IllegalStateException("%s was never answered by %s".formatted(host, after));
          LockSupport.parkNanos(BETWEEN_REQUESTS_NANOS);
        }
      }
    }

    private boolean isBefore(Answer answer) {
      return answer.status() == before.status()
          && (before.status() != 200 || answer.body().equals(before.body()));
    }

    /// 0 when the proxy was faster than the API server's answer.
    double millis() {
      return Math.max(0, firstRight - accepted) / 1e6;
    }
  }
}

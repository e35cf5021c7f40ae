package io.veloflux.bench;

import java.nio.file.Path;
import java.time.Duration;

/// What operator and proxy weigh when they serve so many routes and nothing happens.
final class Memory {
  private Memory() {}

  static void run(Path kubeconfig, Path logs, int routes) throws Exception {
    try (Bed bed = Bed.start(kubeconfig, logs)) {
      bed.growTo(routes);
      Figures.say("%d routes are served", routes);
      Bed.pause(Duration.ofSeconds(5)); // the last statuses
      Figures figures = new Figures("memory").put("routes", routes);
      weigh("operator", bed.operator, figures);
      weigh("proxy", bed.proxy, figures);
      figures.print();
    }
  }

  private static void weigh(String name, Jvm jvm, Figures figures) throws Exception {
    long before = jvm.residentMegabytes();
    double heap = jvm.liveMegabytes();
    long after = jvm.residentMegabytes();
    Figures.say(
        "%s: %d MB resident, %d MB after a full collection, of which %.1f MB heap in use",
        name, before, after, heap);
    figures
        .put(name + "ResidentMegabytes", before)
        .put(name + "ResidentAfterGcMegabytes", after)
        .put(name + "HeapMegabytes", heap);
  }
}

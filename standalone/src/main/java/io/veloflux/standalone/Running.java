package io.veloflux.standalone;

import java.util.concurrent.CountDownLatch;

/// Keeps the process up until SIGINT or SIGTERM, then ends it in order.
final class Running {
  private final CountDownLatch ended = new CountDownLatch(1);

  private Running() {}

  /// Closes `all` once, in order, when the process is told to end.
  static Running untilSignal(AutoCloseable... all) {
    Running running = new Running();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> running.end(all), "shutdown"));
    return running;
  }

  private void end(AutoCloseable... all) {
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println(
            "veloflux: " + one.getClass().getSimpleName() + " did not end cleanly: " + e);
      }
    }
    ended.countDown();
  }

  /// Returns when everything is closed; the JVM then ends with the signal's exit code.
  int await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}

package io.veloflux.proxy.source;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes [LastGood] copies on a thread of its own, so that no change waits for a disk. Of changes
/// that come faster than the disk only the last is written.
public final class LastGoodWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LastGoodWriter.class);

  private final LastGood lastGood;
  private final BlockingQueue<Map<String, Offer.Config>> newest = new ArrayBlockingQueue<>(1);
  private final Thread thread;

  public LastGoodWriter(LastGood lastGood) {
    this.lastGood = lastGood;
    this.thread = Thread.ofPlatform().daemon().name("last-good").start(this::run);
  }

  /// One thread at a time; returns at once.
  public void keep(Map<String, Offer.Config> served) {
    newest.poll();
    newest.add(served);
  }

  private void run() {
    try {
      while (true) write(newest.take());
    } catch (InterruptedException e) {
      Map<String, Offer.Config> last = newest.poll();
      if (last != null) write(last);
    }
  }

  private void write(Map<String, Offer.Config> served) {
    try {
      lastGood.keep(served);
    } catch (IOException | RuntimeException e) {
      log.error("last good copies could not be written", e);
    }
  }

  /// What waits is still written.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

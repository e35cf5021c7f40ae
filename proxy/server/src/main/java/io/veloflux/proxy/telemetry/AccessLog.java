package io.veloflux.proxy.telemetry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line of JSON for each exchange, written by a thread of its own.
///
/// Where lines come faster than they can be written they are dropped and counted: the proxy never
/// waits for its log.
public final class AccessLog implements ExchangeLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int WAITING = 16_384;
  private static final int BATCH = 512;

  private final BlockingQueue<ExchangeRecord> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Consumer<String> lines;
  private final Runnable dropped;
  private final Thread writer;
  private volatile boolean closed;

  /// To the logger `access`.
  ///
  /// @param dropped told of each line that was not written
  public AccessLog(Runnable dropped) {
    this(LoggerFactory.getLogger("access")::info, dropped);
  }

  AccessLog(Consumer<String> lines, Runnable dropped) {
    this.lines = lines;
    this.dropped = dropped;
    this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::run);
  }

  @Override
  public void finished(ExchangeRecord exchange) {
    if (!waiting.offer(exchange)) dropped.run();
  }

  private void run() {
    List<ExchangeRecord> batch = new ArrayList<>(BATCH);
    try {
      while (!closed) {
        batch.add(waiting.take());
        waiting.drainTo(batch, BATCH - 1);
        write(batch);
      }
    } catch (InterruptedException e) {
      log.debug("closed while waiting");
    }
    waiting.drainTo(batch);
    write(batch);
  }

  private void write(List<ExchangeRecord> batch) {
    for (ExchangeRecord exchange : batch) {
      try {
        lines.accept(line(exchange));
      } catch (RuntimeException e) {
        log.error("could not write a line of the access log", e);
      }
    }
    batch.clear();
  }

  static String line(ExchangeRecord it) {
    return new JsonLine()
        .text("time", Instant.ofEpochMilli(it.startMillis()).toString())
        .text("client", it.client())
        .text("method", it.method())
        .text("host", it.host())
        .text("path", it.path())
        .text("protocol", it.protocol())
        .number("status", it.status())
        .text("reason", it.reason())
        .number("durationMicros", it.durationNanos() / 1_000)
        .number("bytesIn", it.bytesIn())
        .number("bytesOut", it.bytesOut())
        .text("tenant", it.tenant())
        .text("listener", it.listener())
        .text("route", it.route())
        .text("pool", it.pool())
        .text("endpoint", it.endpoint())
        .number("attempts", it.attempts())
        .text("requestId", it.requestId())
        .end();
  }

  /// What waits is still written.
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

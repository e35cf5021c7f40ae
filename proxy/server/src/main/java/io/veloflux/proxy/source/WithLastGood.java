package io.veloflux.proxy.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A source that may be away when the proxy starts: then the last good copies are offered instead,
/// until it answers.
public final class WithLastGood implements ConfigSource {
  private static final Logger log = LoggerFactory.getLogger(WithLastGood.class);

  private final ConfigSource source;
  private final LastGood lastGood;
  private final Duration patience;
  private final Consumer<Boolean> stale;
  private boolean fresh;
  private @Nullable Thread waiting;

  /// @param patience how long the source is waited for
  /// @param stale told when last good copies are offered, and when what the source says replaced
  ///   them
  public WithLastGood(
      ConfigSource source, LastGood lastGood, Duration patience, Consumer<Boolean> stale) {
    this.source = source;
    this.lastGood = lastGood;
    this.patience = patience;
    this.stale = stale;
  }

  @Override
  public synchronized void start(ConfigSink sink) {
    waiting =
        Thread.ofVirtual()
            .name("last good")
            .start(() -> {
              try {
                Thread.sleep(patience);
                offerLastGood(sink);
              } catch (InterruptedException e) {
                log.debug("the source answered in time");
              }
            });
    source.start(new Fresh(sink));
  }

  private synchronized void offerLastGood(ConfigSink sink) {
    if (fresh) return;
    try {
      Map<String, Offer> copies = lastGood.read();
      if (copies.isEmpty()) {
        log.warn("the source does not answer and there is no last good copy: not ready");
        return;
      }
      log.warn(
          "the source does not answer, serving the last good copies of tenants={}",
          copies.keySet());
      stale.accept(true);
      sink.offerAll(copies);
    } catch (IOException e) {
      log.error("last good copies cannot be read", e);
    }
  }

  private synchronized void answered() {
    if (fresh) return;
    fresh = true;
    if (waiting != null) waiting.interrupt();
    stale.accept(false);
  }

  @Override
  public synchronized void close() {
    if (waiting != null) waiting.interrupt();
    source.close();
  }

  private final class Fresh implements ConfigSink {
    private final ConfigSink sink;

    Fresh(ConfigSink sink) {
      this.sink = sink;
    }

    @Override
    public void offer(Map<String, Offer> offers) {
      sink.offer(offers);
    }

    @Override
    public void offerAll(Map<String, Offer> offers) {
      answered();
      sink.offerAll(offers);
    }
  }
}

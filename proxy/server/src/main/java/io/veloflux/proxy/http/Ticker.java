package io.veloflux.proxy.http;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Time for one event loop: ten times a second it looks at everything that could be late. Nothing
/// is scheduled for a single request, and asking for the time costs nothing. Only its event loop
/// may use it.
public final class Ticker {
  /// Something with deadlines.
  public interface Timed {
    void tick(long nowMillis);
  }

  /// Something that is looked at until it is removed.
  public final class Entry {
    private final Timed timed;
    private int slot;

    private Entry(Timed timed, int slot) {
      this.timed = timed;
      this.slot = slot;
    }

    /// Again is nothing.
    public void remove() {
      if (slot < 0) return;
      Entry last = entries.removeLast();
      if (last != this) {
        entries.set(slot, last);
        last.slot = slot;
      }
      slot = -1;
    }
  }

  /// No deadline.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long TICK_MILLIS = 100;

  private final List<Entry> entries = new ArrayList<>();
  private final long start = System.nanoTime();
  private long now;

  private Ticker() {}

  /// Ticks on `loop` until the loop ends.
  public static Ticker on(EventLoop loop) {
    Ticker ticker = new Ticker();
    var _ = loop.scheduleAtFixedRate(ticker::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return ticker;
  }

  private void tick() {
    now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    // From the end: whoever is removed meanwhile is replaced by one that was looked at already.
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (i < entries.size()) entries.get(i).timed.tick(now);
    }
  }

  public Entry add(Timed timed) {
    Entry entry = new Entry(timed, entries.size());
    entries.add(entry);
    return entry;
  }

  /// Since some moment, in steps of a tick.
  public long now() {
    return now;
  }

  /// When something is late: never earlier than `millis` from now, at most two ticks later. 0 is
  /// [#NEVER].
  public long deadline(long millis) {
    return millis == 0 ? NEVER : now + TICK_MILLIS + millis;
  }
}

package io.veloflux.proxy.drain;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The end of a proxy without a failed request: connections finish what they do, say `Connection:
/// close`, and are waited for. Any thread may call it.
public final class Drain {
  /// A connection without a request is closed once it was idle that long: busy clients hear
  /// `Connection: close` with their next response instead of running into a closed connection.
  public static final long IDLE_MILLIS = 1_000;

  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean begun;

  /// Counts a client's connection until it is closed.
  public void add(Channel connection) {
    connections.add(connection);
    connection
        .closeFuture()
        .addListener((ChannelFutureListener) closed -> remove(closed.channel()));
  }

  private void remove(Channel connection) {
    connections.remove(connection);
    if (!begun || !connections.isEmpty()) return;
    synchronized (this) {
      notifyAll();
    }
  }

  /// Open connections of clients.
  public int connections() {
    return connections.size();
  }

  /// From now on every response ends its connection.
  public void begin() {
    begun = true;
  }

  public boolean hasBegun() {
    return begun;
  }

  /// After [#begin].
  ///
  /// @return whether the last connection closed within that time
  public synchronized boolean await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!connections.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) return false;
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /// Whatever they are doing.
  public void closeAll() {
    for (Channel connection : connections) {
      var _ = connection.close();
    }
  }
}

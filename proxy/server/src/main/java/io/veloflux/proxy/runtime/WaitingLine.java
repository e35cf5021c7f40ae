package io.veloflux.proxy.runtime;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// Requests of one pool that wait until one of its endpoints may take another one. First come,
/// first served, over all event loops; lives through any number of snapshots.
///
/// - Only the first in line may take what becomes free; who comes later joins the line, even if
///   something is free at that moment.
/// - Whoever frees something calls [#next] afterwards; whoever joined looks once more afterwards.
///   So one of the two sees the other.
///
/// Any thread may call it.
public final class WaitingLine {
  /// Who waits.
  public interface Waiter {
    /// It may be its turn. Comes from any thread and must return at once.
    void look();
  }

  /// More are refused: they would only wait in vain.
  private static final int MOST = 1_000;

  private final LinkedHashSet<Waiter> line = new LinkedHashSet<>();
  private volatile int size;

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// @return whether there was room
  public synchronized boolean join(Waiter waiter) {
    if (line.size() >= MOST) return false;
    line.add(waiter);
    size = line.size();
    return true;
  }

  /// Its turn came, or it does not want to wait any more.
  public synchronized void leave(Waiter waiter) {
    line.remove(waiter);
    size = line.size();
  }

  public synchronized boolean isFirst(Waiter waiter) {
    return !line.isEmpty() && line.getFirst().equals(waiter);
  }

  /// Something may have become free.
  public void next() {
    if (isEmpty()) return;
    Waiter first = first();
    if (first != null) first.look();
  }

  private synchronized @Nullable Waiter first() {
    return line.isEmpty() ? null : line.getFirst();
  }
}

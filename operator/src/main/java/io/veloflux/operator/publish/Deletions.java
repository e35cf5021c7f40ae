package io.veloflux.operator.publish;

import io.veloflux.operator.compile.ObjectKey;
import java.util.LinkedHashSet;

/// Remembers which objects were seen to be deleted, as opposed to merely not being listed any more.
///
/// Holds the last 100,000. Any thread may use it.
public final class Deletions {
  private static final int MAX = 100_000;
  private final LinkedHashSet<ObjectKey> seen = new LinkedHashSet<>();

  public synchronized void deleted(ObjectKey object) {
    seen.remove(object);
    seen.add(object);
    if (seen.size() > MAX) seen.removeFirst();
  }

  /// It exists again: should it vanish, that is another story.
  public synchronized void exists(ObjectKey object) {
    seen.remove(object);
  }

  public synchronized boolean wasDeleted(ObjectKey object) {
    return seen.contains(object);
  }
}

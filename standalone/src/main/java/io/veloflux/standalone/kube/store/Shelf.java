package io.veloflux.standalone.kube.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The objects of one resource and what happened to them lately.
///
/// Any thread may call it. Whoever holds its monitor sees objects, events and the store's revision
/// fit together.
final class Shelf {
  private static final int MAX_EVENTS = 10_000;
  private static final long MAX_EVENT_BYTES = 32L << 20;

  private final LongSupplier revision;

  @GuardedBy("this")
  private final TreeMap<String, StoredObject> objects = new TreeMap<>();

  @GuardedBy("this")
  private final List<Event> events = new ArrayList<>();

  @GuardedBy("this")
  private long eventBytes;

  /// Events up to this revision are forgotten.
  @GuardedBy("this")
  private long forgotten;

  @GuardedBy("this")
  private boolean ending;

  /// @param revision of the store, now
  Shelf(LongSupplier revision, long forgotten) {
    this.revision = revision;
    this.forgotten = forgotten;
  }

  synchronized void load(StoredObject object) {
    objects.put(object.key().path(), object);
  }

  synchronized @Nullable StoredObject get(String path) {
    return objects.get(path);
  }

  synchronized void happened(Event event, Runnable advance) {
    String path = event.now().key().path();
    if (event.type() == Event.Type.DELETED) objects.remove(path);
    else objects.put(path, event.now());
    events.add(event);
    eventBytes += event.bytes();
    advance.run();
    if (events.size() > MAX_EVENTS || eventBytes > MAX_EVENT_BYTES) forgetSome();
    notifyAll();
  }

  // A fifth at once, so that the list is not moved at every event. The newest one always stays.
  @GuardedBy("this")
  private void forgetSome() {
    int count = 0;
    long keep = MAX_EVENT_BYTES * 4 / 5;
    while (count < events.size() - 1
        && (eventBytes > keep || events.size() - count > MAX_EVENTS * 4 / 5)) {
      eventBytes -= events.get(count).bytes();
      count++;
    }
    if (count == 0) return;
    forgotten = events.get(count - 1).revision();
    events.subList(0, count).clear();
  }

  /// @param namespace null for all
  synchronized Listing list(@Nullable String namespace) {
    return new Listing(revision.getAsLong(), inNamespace(objects, namespace));
  }

  /// As it was at an earlier revision: takes back what happened since.
  synchronized Listing listAt(@Nullable String namespace, long at) throws Compacted {
    TreeMap<String, StoredObject> then = new TreeMap<>(objects);
    List<Event> since = after(at);
    for (Event event : since.reversed()) {
      String path = event.now().key().path();
      StoredObject before = event.before();
      if (before == null) then.remove(path);
      else then.put(path, before);
    }
    return new Listing(at, inNamespace(then, namespace));
  }

  private static List<StoredObject> inNamespace(
      SortedMap<String, StoredObject> objects, @Nullable String namespace) {
    return namespace == null
        ? List.copyOf(objects.values())
        : List.copyOf(objects.subMap(namespace + "/", namespace + "0").values()); // '0' follows '/'
  }

  /// What happened after a revision; waits for it at most so long.
  synchronized Events next(long after, long waitNanos) throws Compacted, InterruptedException {
    long deadline = System.nanoTime() + waitNanos;
    List<Event> found = after(after);
    while (found.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || ending) return new Events(Math.max(after, revision.getAsLong()), found);
      wait(left);
      found = after(after);
    }
    return new Events(found.getLast().revision(), found);
  }

  synchronized void endWaiting() {
    ending = true;
    notifyAll();
  }

  @GuardedBy("this")
  private List<Event> after(long revision) throws Compacted {
    if (revision < forgotten) throw new Compacted(forgotten);
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).revision() <= revision) low = middle + 1;
      else high = middle;
    }
    return low == events.size()
        ? Collections.emptyList()
        : List.copyOf(events.subList(low, events.size()));
  }
}

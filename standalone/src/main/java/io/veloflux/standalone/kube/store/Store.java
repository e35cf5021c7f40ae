package io.veloflux.standalone.kube.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All objects. Any thread may call it.
///
/// - Each write has a revision of its own, one higher than the last; it is on the disk when the
///   call returns.
/// - A write names the revision that it replaces (compare and set), 0 for none.
/// - Reading never waits for the disk.
public final class Store implements AutoCloseable {
  private final Journal journal;
  private final Semaphore writing = new Semaphore(1, true);
  private final AtomicLong revision = new AtomicLong();
  private final ConcurrentHashMap<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final long opened;

  private volatile boolean ending;

  /// Under `writing`.
  private boolean closed;

  private Store(Journal journal) {
    this.journal = journal;
    opened = journal.revision();
    revision.set(opened);
    journal.load(object -> shelf(object.key().resource()).load(object));
  }

  /// @throws DataDirectoryException when the file cannot be used
  public static Store open(Path file) {
    return new Store(Journal.open(file));
  }

  /// Hears of each event in order, in the thread that wrote, before the write returns.
  public void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  public long revision() {
    return revision.get();
  }

  public @Nullable StoredObject get(ObjectKey key) {
    return shelf(key.resource()).get(key.path());
  }

  /// @param namespace null for all
  public Listing list(String resource, @Nullable String namespace) {
    return shelf(resource).list(namespace);
  }

  /// As it was at an earlier revision.
  public Listing listAt(String resource, @Nullable String namespace, long revision)
      throws Compacted {
    return shelf(resource).listAt(namespace, revision);
  }

  /// What happened to a resource after a revision; waits for it when nothing did yet.
  public Events next(String resource, long after, Duration wait)
      throws Compacted, InterruptedException {
    Shelf shelf = shelf(resource); // before looking at `ending`, so that it is told or asked
    return shelf.next(after, ending ? 0 : wait.toNanos());
  }

  /// From now on nobody waits for events.
  public void endWaiting() {
    ending = true;
    shelves.values().forEach(Shelf::endWaiting);
  }

  /// Whether events are no longer waited for, because this is about to be closed.
  public boolean isEnding() {
    return ending;
  }

  /// Stores an object and stamps its `metadata.resourceVersion`.
  ///
  /// @param expected the revision to be replaced, 0 when there is to be no object yet
  /// @param guard is asked while nobody else writes; what it throws is thrown on
  public <E extends Exception> StoredObject put(
      ObjectKey key, long expected, ObjectNode object, Guard<E> guard) throws E, Changed {
    writing.acquireUninterruptibly();
    try {
      StoredObject before = expect(key, expected);
      guard.check();
      long next = revision.get() + 1;
      StoredObject now = stamped(key, next, object);
      journal.put(now);
      Event.Type type = before == null ? Event.Type.ADDED : Event.Type.MODIFIED;
      happened(new Event(type, next, now, before));
      return now;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot write " + key + ": " + e.getMessage(), e);
    } finally {
      writing.release();
    }
  }

  /// Removes an object.
  ///
  /// @return its last state, stamped with the revision of the removal
  public <E extends Exception> StoredObject remove(ObjectKey key, long expected, Guard<E> guard)
      throws E, Changed {
    writing.acquireUninterruptibly();
    try {
      StoredObject before = expect(key, expected);
      if (before == null) throw new Changed(key);
      guard.check();
      long next = revision.get() + 1;
      StoredObject last = stamped(key, next, before.read());
      journal.remove(key, next);
      happened(new Event(Event.Type.DELETED, next, last, before));
      return last;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot remove " + key + ": " + e.getMessage(), e);
    } finally {
      writing.release();
    }
  }

  private static StoredObject stamped(ObjectKey key, long revision, ObjectNode object) {
    Json.metadata(object).put("resourceVersion", Long.toString(revision));
    return new StoredObject(key, revision, Json.bytes(object), object);
  }

  private @Nullable StoredObject expect(ObjectKey key, long expected) throws Changed {
    if (closed) throw new IllegalStateException("the store is closed");
    StoredObject before = get(key);
    if ((before == null ? 0 : before.revision()) != expected) throw new Changed(key);
    return before;
  }

  private void happened(Event event) {
    shelf(event.now().key().resource()).happened(event, () -> revision.set(event.revision()));
    listeners.forEach(listener -> listener.accept(event));
  }

  private Shelf shelf(String resource) {
    return shelves.computeIfAbsent(resource, ignored -> new Shelf(revision::get, opened));
  }

  @Override
  public void close() {
    writing.acquireUninterruptibly();
    closed = true;
    journal.close();
    writing.release();
  }

  /// A condition on other objects under which a write is allowed.
  public interface Guard<E extends Exception> {
    void check() throws E;
  }
}

package io.veloflux.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.veloflux.crd.HasConditions;
import io.veloflux.crd.Labels;
import io.veloflux.operator.compile.ObjectKey;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes statuses, aside from everything that serves traffic: who hands in a [Draft] does not wait
/// for it.
///
/// - Only what differs from what is there is written, and of several drafts of one object only the
///   last.
/// - By server-side apply on the status subresource, without a `resourceVersion`: a write neither
///   loses nor is lost to a change of the spec. It names the `uid`, so that it never meets another
///   object of the same name.
/// - What fails is tried again after 200 ms, 400 ms, … at most a minute; what is gone is dropped.
///
/// Any thread may use it.
public final class StatusWriter implements CurrentStatus, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LAST_PAUSE_MILLIS = 60_000;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Labels.OPERATOR)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Consumer<Boolean> written;
  private final Object lock = new Object();
  private final Map<ObjectKey, Draft<?>> wanted = new HashMap<>();
  private final Map<ObjectKey, Done> done = new HashMap<>();

  /// Those that have a turn or are being written: never twice at once.
  private final Set<ObjectKey> scheduled = new HashSet<>();

  private final DelayQueue<Turn> turns = new DelayQueue<>();
  private final List<Thread> writers = new ArrayList<>();

  /// @param parallelism how many writes are under way at once, so that statuses leave room for
  ///   configurations
  /// @param written told after each write whether it succeeded
  public StatusWriter(KubernetesClient client, int parallelism, Consumer<Boolean> written) {
    this.client = client;
    this.written = written;
    for (int i = 0; i < parallelism; i++) {
      writers.add(Thread.ofVirtual().name("status-writer-" + i).start(this::work));
    }
  }

  /// Sees to it that the object gets this status.
  public void write(Draft<?> draft) {
    ObjectKey key = key(draft.object());
    synchronized (lock) {
      boolean idle = !scheduled.contains(key);
      if (idle && draft.status().equals(current(draft.object()))) return;
      wanted.put(key, draft);
      if (idle) schedule(key, 0, 0);
    }
  }

  /// The status that the object has or is about to get: so a second draft differs from the first
  /// only where it says something else, not by its time.
  ///
  /// @param observed the object as a watch has it
  @Override
  @SuppressWarnings("unchecked") // what was written to an object is a status of its kind
  public <S extends HasConditions> @Nullable S of(CustomResource<?, S> observed) {
    synchronized (lock) {
      Draft<?> next = wanted.get(key(observed));
      return (S) (next == null ? current(observed) : next.status());
    }
  }

  /// Forgets an object that is gone.
  public void forget(ObjectKey object) {
    synchronized (lock) {
      wanted.remove(object);
      done.remove(object);
    }
  }

  /// How many statuses wait to be written.
  public int backlog() {
    synchronized (lock) {
      return wanted.size();
    }
  }

  @Override
  public void close() {
    writers.forEach(Thread::interrupt);
  }

  /// What was written last, as long as the watch does not show anything newer than before that.
  private @Nullable HasConditions current(CustomResource<?, ? extends HasConditions> observed) {
    ObjectKey key = key(observed);
    Done last = done.get(key);
    if (last == null) return observed.getStatus();
    if (last.lateVersion.equals(observed.getMetadata().getResourceVersion())) return last.status;
    done.remove(key);
    return observed.getStatus();
  }

  private void schedule(ObjectKey key, int failures, long delayMillis) {
    scheduled.add(key);
    turns.add(new Turn(key, failures, delayMillis));
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Turn turn = turns.take();
        Draft<?> draft = next(turn.key);
        if (draft != null) attempt(turn, draft);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread
    }
  }

  /// @return `null` if there is nothing to write any more
  private @Nullable Draft<?> next(ObjectKey key) {
    synchronized (lock) {
      Draft<?> draft = wanted.get(key);
      if (draft != null && !draft.status().equals(current(draft.object()))) return draft;
      wanted.remove(key);
      scheduled.remove(key);
      return null;
    }
  }

  private void attempt(Turn turn, Draft<?> draft) throws InterruptedException {
    try {
      apply(draft);
      written.accept(true);
      finish(turn.key, draft, true);
    } catch (RuntimeException e) { // whatever it is, the other objects wait
      if (Thread.interrupted()) throw new InterruptedException();
      boolean gone =
          e instanceof KubernetesClientException answer
              && answer.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      if (gone) {
        finish(turn.key, draft, false);
        return;
      }
      written.accept(false);
      long pause = Math.min(LAST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(turn.failures, 16));
      log.warn(
          "object={} status not written, next try in {} ms: {}", turn.key, pause, e.getMessage());
      turns.add(new Turn(turn.key, turn.failures + 1, pause));
    }
  }

  private void finish(ObjectKey key, Draft<?> draft, boolean success) {
    synchronized (lock) {
      if (success)
        done.put(key, new Done(draft.object().getMetadata().getResourceVersion(), draft.status()));
      wanted.remove(key, draft);
      scheduled.remove(key);
      if (wanted.containsKey(key)) schedule(key, 0, 0);
    }
  }

  private <S extends HasConditions> void apply(Draft<S> draft) {
    CustomResource<?, S> target = fresh(draft.object());
    target.setMetadata(
        new ObjectMetaBuilder()
            .withName(draft.object().getMetadata().getName())
            .withNamespace(draft.object().getMetadata().getNamespace())
            .withUid(draft.object().getMetadata().getUid())
            .build());
    target.setStatus(draft.status());
    client.resource(target).subresource("status").patch(APPLY);
  }

  @SuppressWarnings("unchecked") // an object's class is the class of its kind, with the same status
  private static <S extends HasConditions> CustomResource<?, S> fresh(CustomResource<?, S> like) {
    try {
      return (CustomResource<?, S>) like.getClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every kind has a constructor without parameters", e);
    }
  }

  private static ObjectKey key(CustomResource<?, ?> object) {
    String namespace = object.getMetadata().getNamespace();
    return new ObjectKey(
        object.getKind(), namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /// @param lateVersion what the watch showed when it was written; while it shows that, it is late
  private record Done(String lateVersion, HasConditions status) {}

  /// When an object is next looked at.
  private static final class Turn implements Delayed {
    private final ObjectKey key;
    private final int failures;
    private final long dueNanos;

    Turn(ObjectKey key, int failures, long delayMillis) {
      this.key = key;
      this.failures = failures;
      this.dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueNanos, ((Turn) other).dueNanos);
    }
  }
}

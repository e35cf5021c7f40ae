package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.Compacted;
import io.veloflux.standalone.kube.store.Event;
import io.veloflux.standalone.kube.store.Events;
import io.veloflux.standalone.kube.store.Listing;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Answers watches: each is a position in its resource's log of events, so that a slow reader costs
/// no memory, and one that falls too far behind is told to list again.
final class Watches {
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Store store;
  private final Reads reads;

  Watches(Store store, Reads reads) {
    this.store = store;
    this.reads = reads;
  }

  /// Lets all of them come to their end.
  void end() {
    store.endWaiting();
  }

  static String tooOld(long asked, Compacted compacted) {
    return "too old resource version: %d (%d)".formatted(asked, compacted.oldest());
  }

  /// Checks what is asked, so that mistakes are answered as such and not as events.
  Watch prepare(Target target, Query query, Rendering rendering) {
    String fields = query.text("fieldSelector");
    if (!target.name().isEmpty()) {
      fields = "metadata.name=" + target.name() + (fields.isEmpty() ? "" : "," + fields);
    }
    Selector selector = Selector.of(target.type(), query.text("labelSelector"), fields);
    long from = Reads.revision(query);
    reads.notInTheFuture(from);
    String initial = query.text("sendInitialEvents");
    boolean bookmarks = query.flag("allowWatchBookmarks");
    if (!initial.isEmpty() && !query.text("resourceVersionMatch").equals("NotOlderThan")) {
      throw Statuses.badRequest(
          "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch"
              + " to NotOlderThan");
    }
    boolean current = initial.isEmpty() ? from == 0 : initial.equals("true");
    long seconds = query.number("timeoutSeconds", 0);
    Duration timeout = seconds == 0 ? LONGEST : Duration.ofSeconds(seconds);
    boolean announce = initial.equals("true") && bookmarks;
    return new Watch(target, selector, rendering, from, current, announce, bookmarks, timeout);
  }

  /// One watch. One thread.
  final class Watch {
    private final Target target;
    private final Selector selector;
    private final Rendering rendering;
    private final boolean current;
    private final boolean announce;
    private final boolean bookmarks;
    private final long deadline;
    private long position;
    private boolean columnsNamed;

    /// @param from the revision after which to begin
    /// @param current whether to begin with what is there
    /// @param announce whether to say when that is complete
    Watch(
        Target target,
        Selector selector,
        Rendering rendering,
        long from,
        boolean current,
        boolean announce,
        boolean bookmarks,
        Duration timeout) {
      this.target = target;
      this.selector = selector;
      this.rendering = rendering;
      this.position = from;
      this.current = current;
      this.announce = announce;
      this.bookmarks = bookmarks;
      this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /// Writes events until the time is over, the reader is gone, events are missing, or the server
    /// closes.
    void run(OutputStream out) throws IOException, InterruptedException {
      try {
        if (current) sendCurrent(out);
        out.flush();
        while (System.nanoTime() < deadline && !store.isEnding()) {
          Duration wait = Duration.ofNanos(deadline - System.nanoTime());
          if (wait.compareTo(BOOKMARK_EVERY) > 0) wait = BOOKMARK_EVERY;
          Events events = store.next(target.type().resource(), position, wait);
          for (Event event : events.events()) send(event, out);
          position = events.revision();
          if (events.events().isEmpty() && bookmarks) sendBookmark(out, false);
          out.flush();
        }
      } catch (Compacted e) {
        StatusException failure = Statuses.expired(tooOld(position, e));
        write(out, "ERROR", Json.bytes(failure.status()));
        out.flush();
      }
    }

    private void sendCurrent(OutputStream out) throws IOException {
      Listing listing = store.list(target.type().resource(), target.namespaceOrAll());
      for (StoredObject object : listing.objects()) {
        if (selector.matches(object)) write(out, "ADDED", rendered(object));
      }
      position = listing.revision();
      if (announce) sendBookmark(out, true);
    }

    // An object that begins or ceases to match the selector appears or disappears for this reader.
    private void send(Event event, OutputStream out) throws IOException {
      String namespace = target.namespaceOrAll();
      if (namespace != null && !namespace.equals(event.now().key().namespace())) return;
      boolean matches = event.type() != Event.Type.DELETED && selector.matches(event.now());
      StoredObject before = event.before();
      boolean matched = before != null && selector.matches(before);
      String type = type(matched, matches);
      if (type == null) return;
      boolean vanished = type.equals("DELETED") && event.type() != Event.Type.DELETED;
      write(out, type, vanished && before != null ? stamped(before, event) : rendered(event.now()));
    }

    private static @Nullable String type(boolean matched, boolean matches) {
      if (matches) return matched ? "MODIFIED" : "ADDED";
      return matched ? "DELETED" : null;
    }

    // What the reader saw last, with the revision at which it left.
    private byte[] stamped(StoredObject before, Event event) {
      ObjectNode object = target.type().read(before);
      Json.metadata(object).put("resourceVersion", Long.toString(event.revision()));
      return rendered(object);
    }

    private byte[] rendered(StoredObject object) {
      return rendering.view() == View.OBJECT
          ? rendering.object(object)
          : rendered(target.type().read(object));
    }

    private byte[] rendered(ObjectNode object) {
      if (rendering.view() != View.TABLE) return rendering.object(object);
      ObjectNode table = rendering.table(object, !columnsNamed);
      columnsNamed = true;
      return Json.bytes(table);
    }

    private void sendBookmark(OutputStream out, boolean complete) throws IOException {
      ObjectNode object = Json.object();
      object.put("kind", target.type().kind());
      object.put("apiVersion", target.type().apiVersion());
      ObjectNode metadata = object.putObject("metadata");
      metadata.put("resourceVersion", Long.toString(position));
      if (complete) metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
      write(out, "BOOKMARK", rendered(object));
    }

    private static void write(OutputStream out, String type, byte[] object) throws IOException {
      String head = "{\"type\":\"" + type + "\",\"object\":";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(object);
      out.write('}');
      out.write('\n');
    }
  }
}

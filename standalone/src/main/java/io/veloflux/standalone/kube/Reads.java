package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.Compacted;
import io.veloflux.standalone.kube.store.Listing;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/// Gets and lists objects. Any thread may call it.
final class Reads {
  private final Store store;

  Reads(Store store) {
    this.store = store;
  }

  StoredObject get(Target target) {
    StoredObject object = store.get(target.key());
    if (object == null) throw Statuses.notFound(target.type(), target.name());
    return object;
  }

  /// One page of a list.
  record Found(List<StoredObject> objects, Rendering.Page page) {}

  /// Where the next page begins. The token that clients hand back is its JSON in Base64.
  private record Position(long revision, String after) {
    String token() {
      ObjectNode token = Json.object().put("v", 1).put("rv", revision).put("start", after);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    static Position of(String token) {
      try {
        JsonNode json = Json.parse(Base64.getUrlDecoder().decode(token));
        if (json.path("v").asInt() == 1 && json.path("rv").isNumber()) {
          return new Position(json.path("rv").asLong(), Json.text(json, "start"));
        }
      } catch (IllegalArgumentException | IOException e) {
        // said below
      }
      throw Statuses.badRequest("continue key is not valid: " + token);
    }
  }

  Found list(Target target, Query query) {
    Selector selector =
        Selector.of(target.type(), query.text("labelSelector"), query.text("fieldSelector"));
    if (!target.name().isEmpty()) throw Statuses.noSuchResource();
    String token = query.text("continue");
    Position from = token.isEmpty() ? new Position(0, "") : Position.of(token);
    Listing listing = token.isEmpty() ? asked(target, query) : at(target, from.revision(), true);
    List<StoredObject> matching =
        listing.objects().stream()
            .filter(o -> from.after().isEmpty() || o.key().path().compareTo(from.after()) > 0)
            .filter(selector::matches)
            .toList();
    long limit = query.number("limit", 0);
    if (limit == 0 || matching.size() <= limit) {
      return new Found(matching, new Rendering.Page(listing.revision(), "", 0));
    }
    List<StoredObject> page = matching.subList(0, (int) limit);
    Position next = new Position(listing.revision(), page.getLast().key().path());
    return new Found(
        page, new Rendering.Page(listing.revision(), next.token(), matching.size() - limit));
  }

  private Listing asked(Target target, Query query) {
    long revision = revision(query);
    String match = query.text("resourceVersionMatch");
    if (!match.isEmpty() && query.text("resourceVersion").isEmpty()) {
      throw Statuses.badRequest(
          "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
              + " resourceVersion is provided");
    }
    notInTheFuture(revision);
    return switch (match) {
      case "", "NotOlderThan" -> store.list(target.type().resource(), target.namespaceOrAll());
      case "Exact" -> at(target, revision, false);
      default ->
          throw Statuses.badRequest(
              "resourceVersionMatch: Unsupported value: \"%s\": supported values: \"Exact\", \"NotOlderThan\""
                  .formatted(match));
    };
  }

  private Listing at(Target target, long revision, boolean continued) {
    notInTheFuture(revision);
    try {
      return store.listAt(target.type().resource(), target.namespaceOrAll(), revision);
    } catch (Compacted e) {
      throw Statuses.expired(
          continued
              ? "The provided continue parameter is too old to display a consistent list result."
                  + " You must start a new list without the continue parameter."
              : Watches.tooOld(revision, e));
    }
  }

  /// `resourceVersion`, 0 when it is absent.
  static long revision(Query query) {
    String text = query.text("resourceVersion");
    if (text.isEmpty()) return 0;
    try {
      long revision = Long.parseLong(text);
      if (revision >= 0) return revision;
    } catch (NumberFormatException e) {
      // said below
    }
    throw Statuses.badRequest(
        "resourceVersion: Invalid value: \"%s\": must be a number".formatted(text));
  }

  void notInTheFuture(long revision) {
    long current = store.revision();
    if (revision > current) throw Statuses.tooLargeResourceVersion(revision, current);
  }
}

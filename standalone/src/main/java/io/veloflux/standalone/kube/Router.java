package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import io.veloflux.standalone.kube.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/// Leads each call to who answers it. Any thread may call it.
final class Router {
  /// Health and version are told to everyone.
  private static final Set<String> PUBLIC = Set.of("livez", "readyz", "healthz", "version");

  private final Catalog catalog;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final Reads reads;
  private final Watches watches;
  private final Writes writes;
  private final Deletions deletions;
  private final Clock clock;

  Router(
      Catalog catalog,
      Reads reads,
      Watches watches,
      Writes writes,
      Deletions deletions,
      Clock clock) {
    this.catalog = catalog;
    this.discovery = new Discovery(catalog);
    this.openApi = new OpenApi(catalog);
    this.reads = reads;
    this.watches = watches;
    this.writes = writes;
    this.deletions = deletions;
    this.clock = clock;
  }

  static boolean isPublic(List<String> path) {
    return !path.isEmpty() && PUBLIC.contains(path.getFirst());
  }

  /// Lets all watches come to their end.
  void endWatches() {
    watches.end();
  }

  /// @throws StatusException when the answer is a failure
  Reply answer(Call call) {
    List<String> path = call.path();
    String first = path.isEmpty() ? "" : path.getFirst();
    return switch (first) {
      case "" -> Reply.json(rootPaths());
      case "livez", "readyz", "healthz" -> Reply.text("ok");
      case "version" -> Reply.json(Discovery.version());
      case "openapi" -> openApi(path);
      case "api" -> path.size() <= 2 ? core(path) : resource(call);
      case "apis" -> path.size() <= 3 ? groups(path) : resource(call);
      default -> throw Statuses.noSuchResource();
    };
  }

  private static ObjectNode rootPaths() {
    ObjectNode paths = Json.object();
    paths.set(
        "paths",
        Json.array(
            List.of("/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version")));
    return paths;
  }

  private Reply openApi(List<String> path) {
    if (path.size() < 2 || !path.get(1).equals("v3")) throw Statuses.noSuchResource();
    if (path.size() == 2) return Reply.json(openApi.index());
    return Reply.json(openApi.document(String.join("/", path.subList(2, path.size()))));
  }

  private Reply core(List<String> path) {
    if (path.size() == 1) return Reply.json(Discovery.coreVersions());
    return Reply.json(discovery.resources("", path.get(1)));
  }

  private Reply groups(List<String> path) {
    return Reply.json(
        switch (path.size()) {
          case 1 -> discovery.groupList();
          case 2 -> discovery.group(path.get(1));
          default -> discovery.resources(path.get(1), path.get(2));
        });
  }

  private Reply resource(Call call) {
    Target target = Target.of(call.path(), catalog);
    if (target == null) return review(call);
    String method = call.method();
    if (target.collection()) {
      return switch (method) {
        case "GET" -> call.query().flag("watch") ? watch(target, call) : list(target, call);
        case "POST" -> create(target, call);
        case "DELETE" -> deleteCollection(target, call);
        default -> throw notAllowed(method);
      };
    }
    return switch (method) {
      case "GET" -> call.query().flag("watch") ? watch(target, call) : get(target, call);
      case "PUT" ->
          written(
              target,
              call,
              writes.update(target, call.object(), call.writeOptions(), call.warnings()::add));
      case "PATCH" -> patch(target, call);
      case "DELETE" -> {
        if (!target.subresource().isEmpty()) throw notAllowed(method);
        yield delete(target, call);
      }
      default -> throw notAllowed(method);
    };
  }

  private static StatusException notAllowed(String method) {
    return Statuses.methodNotAllowed(
        "the server does not allow this method on the requested resource: " + method);
  }

  private static Reply review(Call call) {
    List<String> path = call.path();
    if (call.method().equals("POST") && path.size() == 4) {
      ObjectNode answer = Reviews.answer(path.get(1), path.get(3), call.object());
      if (answer != null) return Reply.json(201, Json.bytes(answer));
    }
    throw Statuses.noSuchResource();
  }

  private Rendering rendering(ResourceType type, Call call) {
    View view = View.of(call.accept());
    return new Rendering(type, view, call.query().text("includeObject"), clock);
  }

  private Reply get(Target target, Call call) {
    StoredObject object = reads.get(target);
    return Reply.json(200, rendering(target.type(), call).object(object));
  }

  private Reply list(Target target, Call call) {
    Rendering rendering = rendering(target.type(), call);
    Reads.Found found = reads.list(target, call.query());
    return Reply.json(200, rendering.list(found.objects(), found.page()));
  }

  private Reply watch(Target target, Call call) {
    Rendering rendering = rendering(target.type(), call);
    return new Reply.Stream(watches.prepare(target, call.query(), rendering));
  }

  private Reply create(Target target, Call call) {
    if (target.type().namespaced() && target.namespace().isEmpty()) throw notAllowed("POST");
    return written(
        target,
        call,
        writes.create(target, call.object(), call.writeOptions(), call.warnings()::add));
  }

  private Reply patch(Target target, Call call) {
    Patch patch = call.patch(target.type());
    WriteOptions options = call.writeOptions();
    if (patch.kind() != Patch.Kind.APPLY) {
      return written(target, call, writes.patch(target, patch, options, call.warnings()::add));
    }
    if (call.query().text("fieldManager").isEmpty()) {
      throw Statuses.invalidOptions(
          "PatchOptions",
          new Cause(Cause.REQUIRED, "fieldManager", "Required value: is required for apply patch"));
    }
    return written(
        target, call, writes.apply(target, patch.object(), options, call.warnings()::add));
  }

  private Reply written(Target target, Call call, Writes.Written written) {
    byte[] body = rendering(target.type(), call).object(written.object());
    return Reply.json(written.created() ? 201 : 200, body);
  }

  private Reply delete(Target target, Call call) {
    DeleteOptions options = DeleteOptions.of(call.query(), call.objectOrEmpty());
    Deletions.Deleted deleted = deletions.delete(target, options);
    if (!deleted.gone()) return Reply.json(deleted.object());
    String uid = Json.text(deleted.object().path("metadata"), "uid");
    return Reply.json(Statuses.success(target.type(), target.name(), uid));
  }

  private Reply deleteCollection(Target target, Call call) {
    if (target.type().namespaced() && target.namespace().isEmpty()) throw notAllowed("DELETE");
    DeleteOptions options = DeleteOptions.of(call.query(), call.objectOrEmpty());
    Reads.Found found = reads.list(target, call.query());
    List<ObjectNode> deleted = deletions.deleteAll(target.type(), found.objects(), options);
    ObjectNode list = Json.object();
    list.put("kind", target.type().listKind());
    list.put("apiVersion", target.type().apiVersion());
    Json.metadata(list).put("resourceVersion", Long.toString(found.page().revision()));
    ArrayNode items = list.putArray("items");
    deleted.forEach(items::add);
    return Reply.json(list);
  }
}

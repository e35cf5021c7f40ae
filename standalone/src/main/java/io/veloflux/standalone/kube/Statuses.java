package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import java.util.List;
import java.util.stream.Collectors;

/// The `Status` answers, worded as kube-apiserver words them: clients and people search for these
/// sentences.
final class Statuses {
  private Statuses() {}

  static ObjectNode success(ResourceType type, String name, String uid) {
    ObjectNode status = status("Success");
    ObjectNode details = status.putObject("details");
    details.put("name", name);
    if (!type.group().isEmpty()) details.put("group", type.group());
    details.put("kind", type.plural());
    if (!uid.isEmpty()) details.put("uid", uid);
    return status;
  }

  static StatusException unauthorized() {
    return failure(401, "Unauthorized", "Unauthorized");
  }

  /// A path that leads nowhere.
  static StatusException noSuchResource() {
    return failure(404, "NotFound", "the server could not find the requested resource");
  }

  static StatusException notFound(ResourceType type, String name) {
    return about(
        404, "NotFound", type, name, "%s \"%s\" not found".formatted(type.resource(), name));
  }

  static StatusException namespaceNotFound(String namespace) {
    StatusException failure =
        failure(404, "NotFound", "namespaces \"%s\" not found".formatted(namespace));
    failure.status().withObjectProperty("details").put("name", namespace).put("kind", "namespaces");
    return failure;
  }

  static StatusException alreadyExists(ResourceType type, String name) {
    String message = "%s \"%s\" already exists".formatted(type.resource(), name);
    return about(409, "AlreadyExists", type, name, message);
  }

  /// The object is not at the resourceVersion that the client saw.
  static StatusException conflict(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static StatusException conflict(ResourceType type, String name, String why) {
    String message =
        "Operation cannot be fulfilled on %s \"%s\": %s".formatted(type.resource(), name, why);
    return about(409, "Conflict", type, name, message);
  }

  /// Server-side apply met fields of others.
  static StatusException applyConflict(String message, List<Cause> causes) {
    StatusException failure = failure(409, "Conflict", message);
    causes(failure.status().withObjectProperty("details"), causes);
    return failure;
  }

  static StatusException forbidden(ResourceType type, String name, String why, List<Cause> causes) {
    String message = "%s \"%s\" is forbidden: %s".formatted(type.resource(), name, why);
    StatusException failure = about(403, "Forbidden", type, name, message);
    if (!causes.isEmpty()) causes(failure.status().withObjectProperty("details"), causes);
    return failure;
  }

  static StatusException invalid(ResourceType type, String name, List<Cause> causes) {
    return invalid(type.kind(), type, name, causes);
  }

  /// @param kind as it is to be called: an object's, or a resource's plural name
  static StatusException invalid(String kind, ResourceType type, String name, List<Cause> causes) {
    String what = type.group().isEmpty() ? kind : kind + "." + type.group();
    List<String> texts = causes.stream().map(Cause::text).distinct().toList();
    String all =
        texts.size() == 1
            ? texts.getFirst()
            : texts.stream().collect(Collectors.joining(", ", "[", "]"));
    ObjectNode status = status("Failure");
    status.put("message", "%s \"%s\" is invalid: %s".formatted(what, name, all));
    status.put("reason", "Invalid");
    ObjectNode details = status.putObject("details");
    if (!name.isEmpty()) details.put("name", name);
    if (!type.group().isEmpty()) details.put("group", type.group());
    details.put("kind", kind);
    causes(details, causes);
    return new StatusException(422, status.put("code", 422));
  }

  /// A parameter of the request that is not valid.
  ///
  /// @param options `CreateOptions`, `PatchOptions`, `DeleteOptions`…
  static StatusException invalidOptions(String options, Cause cause) {
    StatusException failure =
        failure(
            422, "Invalid", "%s.meta.k8s.io \"\" is invalid: %s".formatted(options, cause.text()));
    ObjectNode details = failure.status().withObjectProperty("details");
    details.put("group", "meta.k8s.io").put("kind", options);
    causes(details, List.of(cause));
    return failure;
  }

  /// Patched, the object would have fields that nobody knows.
  static StatusException strictPatch(ObjectNode patched, String unknown) {
    String value = Json.quoted(patched.toString());
    Cause cause =
        new Cause(
            Cause.INVALID,
            "patch",
            "Invalid value: %s: strict decoding error: %s".formatted(value, unknown));
    StatusException failure = failure(422, "Invalid", " \"\" is invalid: " + cause.text());
    causes(failure.status().withObjectProperty("details"), List.of(cause));
    return failure;
  }

  static StatusException badRequest(String message) {
    return failure(400, "BadRequest", message);
  }

  /// A patch that does not fit the object.
  static StatusException unprocessable(String why) {
    return failure(
        422, "Invalid", "the server rejected our request due to an error in our request: " + why);
  }

  static StatusException methodNotAllowed(String message) {
    return failure(405, "MethodNotAllowed", message);
  }

  static StatusException notAcceptable(List<String> offered) {
    return failure(
        406,
        "NotAcceptable",
        "only the following media types are accepted: " + String.join(", ", offered));
  }

  static StatusException unsupportedMediaType(List<String> accepted) {
    return failure(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }

  static StatusException tooLarge(long limitBytes) {
    return failure(
        413, "RequestEntityTooLarge", "Request entity too large: limit is " + limitBytes);
  }

  /// A resourceVersion or continue token that is compacted away.
  static StatusException expired(String message) {
    return failure(410, "Expired", message);
  }

  static StatusException tooLargeResourceVersion(long asked, long current) {
    StatusException failure =
        failure(
            504,
            "Timeout",
            "Timeout: Too large resource version: %d, current: %d".formatted(asked, current));
    ObjectNode details = failure.status().withObjectProperty("details");
    causes(
        details, List.of(new Cause("ResourceVersionTooLarge", "", "Too large resource version")));
    details.put("retryAfterSeconds", 1);
    return failure;
  }

  static StatusException internal(String message) {
    return failure(500, "InternalError", "Internal error occurred: " + message);
  }

  private static StatusException about(
      int code, String reason, ResourceType type, String name, String message) {
    StatusException failure = failure(code, reason, message);
    ObjectNode details = failure.status().withObjectProperty("details");
    details.put("name", name);
    if (!type.group().isEmpty()) details.put("group", type.group());
    details.put("kind", type.plural());
    return failure;
  }

  private static void causes(ObjectNode details, List<Cause> causes) {
    ArrayNode list = details.putArray("causes");
    for (Cause cause : causes) {
      ObjectNode entry = list.addObject();
      entry.put("reason", cause.reason());
      entry.put("message", cause.message());
      if (!cause.field().isEmpty()) entry.put("field", cause.field());
    }
  }

  private static StatusException failure(int code, String reason, String message) {
    ObjectNode status = status("Failure");
    status.put("message", message);
    status.put("reason", reason);
    status.putObject("details");
    status.put("code", code);
    return new StatusException(code, status);
  }

  private static ObjectNode status(String outcome) {
    ObjectNode status = Json.object();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", outcome);
    return status;
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Answers "what may I do?": whoever holds the token may do everything.
final class Reviews {
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";
  static final List<String> GROUPS = List.of(AUTHENTICATION, AUTHORIZATION);

  private record Review(String group, String kind) {
    String plural() {
      return kind.toLowerCase(Locale.ROOT) + "s";
    }
  }

  private static final List<Review> ALL =
      List.of(
          new Review(AUTHORIZATION, "SelfSubjectAccessReview"),
          new Review(AUTHORIZATION, "SelfSubjectRulesReview"),
          new Review(AUTHENTICATION, "SelfSubjectReview"));

  private Reviews() {}

  static void describe(String group, ArrayNode resources) {
    for (Review review : ALL) {
      if (!review.group().equals(group)) continue;
      ObjectNode resource = resources.addObject();
      resource.put("name", review.plural());
      resource.put("singularName", review.kind().toLowerCase(Locale.ROOT));
      resource.put("namespaced", false);
      resource.put("kind", review.kind());
      resource.set("verbs", Json.array(List.of("create")));
    }
  }

  /// @return null when no review is made there
  static @Nullable ObjectNode answer(String group, String plural, ObjectNode asked) {
    for (Review review : ALL) {
      if (review.group().equals(group) && review.plural().equals(plural)) {
        asked.put("kind", review.kind()).put("apiVersion", group + "/v1");
        Json.metadata(asked);
        asked.set("status", status(review.kind()));
        return asked;
      }
    }
    return null;
  }

  private static ObjectNode status(String kind) {
    ObjectNode status = Json.object();
    switch (kind) {
      case "SelfSubjectAccessReview" -> status.put("allowed", true);
      case "SelfSubjectRulesReview" -> {
        ObjectNode rule = status.putArray("resourceRules").addObject();
        for (String field : List.of("verbs", "apiGroups", "resources")) {
          rule.set(field, Json.array(List.of("*")));
        }
        ObjectNode other = status.putArray("nonResourceRules").addObject();
        other.set("verbs", Json.array(List.of("*")));
        other.set("nonResourceURLs", Json.array(List.of("*")));
        status.put("incomplete", false);
      }
      default -> {
        ObjectNode user = status.putObject("userInfo").put("username", "admin");
        user.set("groups", Json.array(List.of("system:masters", "system:authenticated")));
      }
    }
    return status;
  }
}

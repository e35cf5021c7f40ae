package io.veloflux.standalone.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Requests that the client's own language hides: warnings and tables.
final class Raw {
  /// RFC 7234 §5.5: `299 - "text"`, with `\` before quotes.
  private static final Pattern WARNING = Pattern.compile("299 - \"((?:[^\"\\\\]|\\\\.)*)\"");

  private Raw() {}

  record Answer(int code, Set<String> warnings, JsonNode body) {}

  static String path(String namespace, String plural) {
    return "/apis/veloflux.io/v1alpha1/namespaces/" + namespace + "/" + plural;
  }

  static Answer post(KubernetesClient client, String path, String json) throws Exception {
    return send(client, request(client, path).post("application/json", json).build());
  }

  /// @param kind `apply` or `merge`
  static Answer patch(KubernetesClient client, String kind, String path, String body)
      throws Exception {
    String mediaType =
        kind.equals("apply") ? "application/apply-patch+yaml" : "application/merge-patch+json";
    return send(client, request(client, path).patch(mediaType, body).build());
  }

  /// As `kubectl get` asks.
  static JsonNode table(KubernetesClient client, String path) throws Exception {
    return send(
            client,
            request(client, path)
                .setHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .build())
        .body();
  }

  private static HttpRequest.Builder request(KubernetesClient client, String path) {
    String server = client.getConfiguration().getMasterUrl().replaceFirst("/$", "");
    return client.getHttpClient().newHttpRequestBuilder().uri(server + path);
  }

  private static Answer send(KubernetesClient client, HttpRequest request) throws Exception {
    HttpResponse<String> response =
        client.getHttpClient().sendAsync(request, String.class).get(10, TimeUnit.SECONDS);
    return new Answer(
        response.code(),
        response.headers("Warning").stream()
            .flatMap(value -> WARNING.matcher(value).results())
            .map(result -> result.group(1).replaceAll("\\\\(.)", "$1"))
            .collect(Collectors.toSet()),
        Serialization.unmarshal(response.body(), JsonNode.class));
  }
}

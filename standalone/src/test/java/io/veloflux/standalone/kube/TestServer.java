package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.veloflux.standalone.kube.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An embedded API on a free port, with two kinds of clients: fabric8's, and plain HTTP for what no
/// client library would send.
final class TestServer implements AutoCloseable {
  final EmbeddedKubernetes kubernetes;
  final KubernetesClient client;
  private final HttpClient http;

  TestServer(Path dataDirectory) {
    kubernetes = EmbeddedKubernetes.start(new EmbeddedKubernetes.Settings(dataDirectory, 0));
    client = client(kubernetes);
    http = HttpClient.newBuilder().sslContext(trusting(kubernetes.authorityCertificate())).build();
  }

  static KubernetesClient client(EmbeddedKubernetes kubernetes) {
    Config config = Config.fromKubeconfig(kubernetes.kubeconfig().toFile());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static SSLContext trusting(String pem) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      InputStream in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param warnings the `Warning` headers
  record Answer(int code, String text, List<String> warnings) {
    JsonNode json() {
      try {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }

    String message() {
      return json().path("message").asText();
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(kubernetes.url() + path))
        .header("Authorization", "Bearer " + kubernetes.token().secret());
  }

  Answer get(String path, String... headers) {
    return send(withHeaders(request(path), headers).GET().build());
  }

  Answer send(String method, String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  Answer post(String path, String json) {
    return send("POST", path, "application/json", json);
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), response.body(), response.headers().allValues("Warning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The lines of an answer that does not end by itself, such as a watch.
  HttpResponse<InputStream> open(String path, String... headers) {
    try {
      HttpRequest request = withHeaders(request(path), headers).GET().build();
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  @Override
  public void close() {
    client.close();
    kubernetes.close();
  }
}

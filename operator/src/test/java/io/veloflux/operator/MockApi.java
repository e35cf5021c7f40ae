package io.veloflux.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// An API server that fails when told to: the CRUD mock, taught server-side apply as far as the
/// operator needs it.
public final class MockApi implements AutoCloseable {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(Tenant.class, LoadBalancer.class, Pool.class, Backend.class, Route.class);

  private static final String TOO_OLD =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\","
          + "\"reason\":\"Expired\",\"message\":\"too old resource version\",\"code\":410}}";

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final List<Function<Request, MockResponse>> faults = new CopyOnWriteArrayList<>();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  public MockApi() {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), responses, new Applying(responses), false);
    server.init();
    KINDS.forEach(kind ->
        server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(kind)));
    client =
        server.createClient(builder ->
            builder
                .withKubernetesSerialization(KubernetesClients.serialization())
                .editOrNewConfig()
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(50)
                .endConfig());
  }

  public KubernetesClient client() {
    return client;
  }

  public KubernetesMockServer server() {
    return server;
  }

  /// Answers the requests that it likes instead of the server; `null` for the others.
  public void fault(Function<Request, MockResponse> fault) {
    faults.add(fault);
  }

  public void noFaults() {
    faults.clear();
  }

  /// What was asked so far.
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public static MockResponse status(int code) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", "application/json")
        .setBody(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"fault\",\"code\":"
                + code
                + "}");
  }

  /// A watch that ends as soon as it is there.
  ///
  /// @param tooOld it says that its resourceVersion is not known any more: everything is to be
  ///   listed again
  public static MockResponse lostWatch(boolean tooOld) {
    return new MockResponse()
        .withWebSocketUpgrade(
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket socket, Response response) {
                if (tooOld) socket.send(TOO_OLD);
                socket.close(1000, "lost");
              }
            });
  }

  @Override
  public void close() {
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException _) {
      // a busy machine: its threads end a little later than it waits for them
    }
  }

  public record Request(String method, String path, String body) {
    public boolean isWrite() {
      return !method.equals("GET");
    }

    public boolean isStatusWrite() {
      return isWrite() && path.contains("/status");
    }
  }

  private final class Applying extends KubernetesMixedDispatcher {
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    Applying(Map<ServerRequest, Queue<ServerResponse>> responses) {
      super(responses);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      Request seen = new Request(request.getMethod(), request.getPath(), body(request));
      requests.add(seen);
      for (Function<Request, MockResponse> fault : faults) {
        MockResponse answer = fault.apply(seen);
        if (answer != null) return answer;
      }
      String type = request.getHeader("Content-Type");
      boolean apply = type != null && type.startsWith("application/apply-patch");
      if (apply) return apply(request, seen);
      // reading the body took it away
      boolean read = request.getBody() != null;
      return super.dispatch(
          read ? request(request, request.method(), request.getPath(), seen.body, type) : request);
    }

    /// What is stated replaces what is there, field by field; lists as a whole (the mock's own
    /// merge appends).
    private MockResponse apply(RecordedRequest request, Request seen) {
      String path = seen.path.replaceAll("\\?.*", "");
      String object = path.replaceAll("/status$", "");
      MockResponse live = super.dispatch(request(request, HttpMethod.GET, object, null, JSON_TYPE));
      try {
        ObjectNode body = (ObjectNode) YAML.readTree(seen.body);
        if (live.code() != 200) {
          if (!path.equals(object)) return status(404);
          String collection = object.substring(0, object.lastIndexOf('/'));
          return super.dispatch(
              request(request, HttpMethod.POST, collection, body.toString(), JSON_TYPE));
        }
        ((ObjectNode) body.get("metadata")).remove(List.of("resourceVersion", "uid", "generation"));
        ObjectNode now = (ObjectNode) JSON.readTree(live.getBody().getBytes());
        merge(now, body);
        ((ObjectNode) now.get("metadata")).remove("resourceVersion");
        return super.dispatch(request(request, HttpMethod.PUT, path, now.toString(), JSON_TYPE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
      from.properties()
          .forEach(field -> {
            if (field.getValue() instanceof ObjectNode part
                && into.get(field.getKey()) instanceof ObjectNode old) {
              merge(old, part);
            } else {
              into.set(field.getKey(), field.getValue());
            }
          });
    }

    private static RecordedRequest request(
        RecordedRequest like, HttpMethod method, String path, String body, String type) {
      var headers =
          like.getHeaders()
              .newBuilder()
              .setHeader("Content-Type", type == null ? JSON_TYPE : type)
              .build();
      return new RecordedRequest(
          like.getHttpVersion(),
          method,
          path,
          headers,
          body == null ? null : new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String body(RecordedRequest request) {
      return request.getBody() == null ? "" : request.getUtf8Body();
    }
  }
}

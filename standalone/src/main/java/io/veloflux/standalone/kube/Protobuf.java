package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.ProtobufMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what typed commands such as `kubectl create namespace` send: they know no JSON. Only the
/// kinds that people create so.
///
/// - The body is `k8s\0` and an `Unknown` (`k8s.io/apimachinery/pkg/runtime/generated.proto`)
///   around the object.
/// - Field numbers are those of `k8s.io/api/core/v1/generated.proto`; they never change.
final class Protobuf {
  static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = "k8s\0".getBytes(StandardCharsets.US_ASCII);

  private static final ProtobufMessage ENVELOPE =
      new ProtobufMessage("Unknown")
          .message(1, "type", new ProtobufMessage("TypeMeta").text(1, "apiVersion").text(2, "kind"))
          .bytes(2, "raw")
          .skip(3)
          .skip(4);

  private static final ProtobufMessage METADATA =
      new ProtobufMessage("ObjectMeta")
          .text(1, "name")
          .text(2, "generateName")
          .text(3, "namespace")
          .skip(4) // selfLink
          .text(5, "uid")
          .text(6, "resourceVersion")
          .skip(7) // generation and creationTimestamp are the server's
          .skip(8)
          .texts(11, "labels")
          .texts(12, "annotations");

  private static final ProtobufMessage NAMESPACE =
      kind("Namespace")
          .message(2, "spec", new ProtobufMessage("NamespaceSpec").list(1, "finalizers"))
          .skip(3);

  private static final ProtobufMessage CONFIG_MAP =
      kind("ConfigMap").texts(2, "data").binaries(3, "binaryData").flag(4, "immutable");

  private static final ProtobufMessage SECRET =
      kind("Secret")
          .binaries(2, "data")
          .text(3, "type")
          .texts(4, "stringData")
          .flag(5, "immutable");

  private static final ProtobufMessage PORT =
      new ProtobufMessage("ServicePort")
          .text(1, "name")
          .text(2, "protocol")
          .number(3, "port")
          .message(
              4,
              "targetPort",
              new ProtobufMessage("IntOrString")
                  .number(1, "type")
                  .number(2, "number")
                  .text(3, "text"))
          .number(5, "nodePort")
          .text(6, "appProtocol");

  private static final ProtobufMessage SERVICE =
      kind("Service")
          .message(
              2,
              "spec",
              new ProtobufMessage("ServiceSpec")
                  .messages(1, "ports", PORT)
                  .texts(2, "selector")
                  .text(3, "clusterIP")
                  .text(4, "type")
                  .list(5, "externalIPs")
                  .text(7, "sessionAffinity")
                  .text(8, "loadBalancerIP")
                  .list(9, "loadBalancerSourceRanges")
                  .text(10, "externalName")
                  .text(11, "externalTrafficPolicy")
                  .number(12, "healthCheckNodePort")
                  .flag(13, "publishNotReadyAddresses"))
          .skip(3);

  private static final Map<String, ProtobufMessage> KINDS =
      Map.of("Namespace", NAMESPACE, "ConfigMap", CONFIG_MAP, "Secret", SECRET, "Service", SERVICE);

  private Protobuf() {}

  private static ProtobufMessage kind(String name) {
    return new ProtobufMessage(name).message(1, "metadata", METADATA);
  }

  /// @return `null` for a kind that is not known here
  /// @throws StatusException if it cannot be read in full: nothing is dropped silently
  static @Nullable ObjectNode object(byte[] body) {
    if (!Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, Math.min(body.length, MAGIC.length))) {
      throw Statuses.badRequest("the body of the request is not Kubernetes' protobuf");
    }
    try {
      ObjectNode envelope = ENVELOPE.read(Arrays.copyOfRange(body, MAGIC.length, body.length));
      String version = envelope.path("type").path("apiVersion").asText();
      String kind = envelope.path("type").path("kind").asText();
      ProtobufMessage message = version.equals("v1") ? KINDS.get(kind) : null;
      if (message == null) return null;
      byte[] raw = envelope.path("raw").binaryValue();
      ObjectNode object = message.read(raw == null ? new byte[0] : raw);
      object.path("spec").path("ports").forEach(port -> flatten((ObjectNode) port));
      return object.put("apiVersion", version).put("kind", kind);
    } catch (IOException e) {
      throw Statuses.badRequest(
          "error decoding the body of the request: " + e.getMessage() + "; send JSON or YAML");
    }
  }

  /// In JSON an IntOrString is one or the other.
  private static void flatten(ObjectNode port) {
    var target = port.remove("targetPort");
    if (target == null) return;
    if (target.path("type").asInt() == 1) port.set("targetPort", target.path("text"));
    else if (target.has("number")) port.set("targetPort", target.path("number"));
  }
}

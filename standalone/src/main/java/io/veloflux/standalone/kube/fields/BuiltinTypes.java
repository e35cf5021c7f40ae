package io.veloflux.standalone.kube.fields;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Set;

/// What is to be known of Kubernetes' own kinds beside "objects merge by fields, lists are one
/// value".
final class BuiltinTypes {
  private static final MergeType CONDITIONS = MergeType.mapList(MergeType.STRUCT, "type");

  private static final MergeType PROTOCOL_TCP =
      MergeType.scalar(JsonNodeFactory.instance.textNode("TCP"));

  private static final MergeType SERVICE =
      MergeType.struct(
          Map.of(
              "spec",
              MergeType.struct(
                  Map.of(
                      "selector",
                      MergeType.ATOMIC,
                      "ports",
                      MergeType.mapList(
                          MergeType.struct(Map.of("protocol", PROTOCOL_TCP)), "port", "protocol"))),
              "status",
              MergeType.struct(Map.of("conditions", CONDITIONS))));

  private static final MergeType CONDITIONED =
      MergeType.struct(Map.of("status", MergeType.struct(Map.of("conditions", CONDITIONS))));

  private static final MergeType WORKLOAD =
      CONDITIONED.with(
          "spec",
          MergeType.struct(Map.of("selector", MergeType.ATOMIC, "template", podTemplate())));

  private static final Set<String> WITH_STATUS =
      Set.of(
          "Namespace",
          "Service",
          "CustomResourceDefinition",
          "Deployment",
          "Pod",
          "PodDisruptionBudget",
          "HorizontalPodAutoscaler");

  private BuiltinTypes() {}

  static MergeType of(String group, String kind) {
    return switch (group.isEmpty() ? kind : group + "/" + kind) {
      case "Service" -> SERVICE;
      case "Namespace", "apiextensions.k8s.io/CustomResourceDefinition" -> CONDITIONED;
      case "ServiceAccount" ->
          MergeType.struct(
              Map.of(
                  "secrets",
                  MergeType.mapList(MergeType.STRUCT, "name"),
                  "imagePullSecrets",
                  MergeType.mapList(MergeType.STRUCT, "name")));
      case "Event" ->
          MergeType.struct(Map.of("involvedObject", MergeType.ATOMIC, "related", MergeType.ATOMIC));
      case "apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet" -> WORKLOAD;
      case "rbac.authorization.k8s.io/RoleBinding",
          "rbac.authorization.k8s.io/ClusterRoleBinding" ->
          MergeType.struct(Map.of("roleRef", MergeType.ATOMIC));
      default -> MergeType.STRUCT;
    };
  }

  static boolean hasStatus(String group, String kind) {
    return WITH_STATUS.contains(kind) && !group.contains("veloflux");
  }

  private static MergeType podTemplate() {
    MergeType container =
        MergeType.struct(
            Map.of(
                "env", MergeType.mapList(MergeType.STRUCT, "name"),
                "volumeMounts", MergeType.mapList(MergeType.STRUCT, "mountPath"),
                "ports",
                    MergeType.mapList(
                        MergeType.struct(Map.of("protocol", PROTOCOL_TCP)),
                        "containerPort",
                        "protocol")));
    MergeType spec =
        MergeType.struct(
            Map.of(
                "containers", MergeType.mapList(container, "name"),
                "initContainers", MergeType.mapList(container, "name"),
                "volumes", MergeType.mapList(MergeType.STRUCT, "name"),
                "imagePullSecrets", MergeType.mapList(MergeType.STRUCT, "name")));
    return MergeType.struct(Map.of("metadata", MergeType.STRUCT, "spec", spec));
  }
}

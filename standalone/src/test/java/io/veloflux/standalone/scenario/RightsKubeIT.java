package io.veloflux.standalone.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.veloflux.operator.OperatorSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the accounts that VeloFlux ships with must not do. That what they may do suffices is shown
/// by all the other scenarios.
@Tag("kube")
final class RightsKubeIT {
  private static final String FLEET = OperatorSettings.NAMESPACE;

  @Test
  void operatorAndProxyMayDoNothingElse() {
    try (Installation veloflux = new Installation(TestCluster.shared())) {
      KubernetesClient operator = veloflux.operatorsClient();
      KubernetesClient proxy = veloflux.proxysClient();
      Map<String, Boolean> rights = new LinkedHashMap<>();
      // It may get a Secret whose name it knows, since listeners name them.
      rights.put("operator lists the fleet's Secrets", may(operator, "list", "", "secrets", FLEET));
      rights.put(
          "operator deletes the fleet's Secrets", may(operator, "delete", "", "secrets", FLEET));
      rights.put(
          "operator deletes a Tenant", may(operator, "delete", "veloflux.io", "tenants", ""));
      rights.put("operator deletes a namespace", may(operator, "delete", "", "namespaces", ""));
      rights.put(
          "operator changes a Route", may(operator, "update", "veloflux.io", "routes", "default"));
      rights.put(
          "operator patches a Route", may(operator, "patch", "veloflux.io", "routes", "default"));
      rights.put(
          "operator writes a ConfigMap elsewhere",
          may(operator, "create", "", "configmaps", "default"));
      rights.put(
          "operator binds a role",
          may(operator, "create", "rbac.authorization.k8s.io", "rolebindings", FLEET));
      rights.put("proxy lists Routes", may(proxy, "list", "veloflux.io", "routes", "default"));
      rights.put("proxy reads a Secret elsewhere", may(proxy, "get", "", "secrets", "default"));
      rights.put("proxy writes a Secret", may(proxy, "update", "", "secrets", FLEET));
      rights.put("operator lists Secrets", may(operator, "list", "", "secrets", "default"));
      rights.put("operator watches Secrets", may(operator, "watch", "", "secrets", "default"));
      rights.put(
          "operator writes a Secret elsewhere", may(operator, "update", "", "secrets", "default"));
      rights.put(
          "proxy reads a ConfigMap elsewhere", may(proxy, "get", "", "configmaps", "default"));
      rights.put("proxy writes a ConfigMap", may(proxy, "update", "", "configmaps", FLEET));
      rights.put("proxy lists namespaces", may(proxy, "list", "", "namespaces", ""));
      Map<String, Boolean> none = new LinkedHashMap<>(rights);
      none.replaceAll((what, may) -> false);
      assertEquals(none, rights);
    }
  }

  private static boolean may(
      KubernetesClient client, String verb, String group, String resource, String namespace) {
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(
            new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }
}

package io.veloflux.standalone.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.veloflux.standalone.scenario.Caller.Answer;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The definitions are those of a newer version already, as in the middle of an upgrade or after a
/// downgrade: the operator meets words and fields that it does not know.
abstract class NewerVersionScenarios {
  private final KubeApi api;

  NewerVersionScenarios(KubeApi api) {
    this.api = api;
  }

  @BeforeEach
  void installNewerDefinitions() {
    CustomResourceDefinition pools =
        CustomResourceDefinitions.all().stream()
            .filter(d -> d.getMetadata().getName().equals("pools.veloflux.io"))
            .findFirst()
            .orElseThrow();
    JSONSchemaProps spec =
        pools
            .getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec");
    JSONSchemaProps algorithm = spec.getProperties().get("algorithm");
    var words = new ArrayList<>(algorithm.getEnum());
    words.add(TextNode.valueOf("Clairvoyant"));
    algorithm.setEnum(words);
    spec.getProperties()
        .put("colour", new JSONSchemaPropsBuilder().withType("string").withMaxLength(16L).build());
    api.client().resource(pools).forceConflicts().serverSideApply();
  }

  @AfterEach
  void installOurDefinitionsAgain() {
    CustomResourceDefinitions.install(api.client());
  }

  @Test
  void anUnknownWordKeepsTheLastGoodAndConcernsItsObjectAlone() {
    try (SampleBackend one = new SampleBackend("one");
        Installation veloflux = new Installation(api)) {
      Objects objects = veloflux.objects();
      String tenant = veloflux.tenant("{}");
      veloflux.serve(tenant, "shop", "newer.example.com", one);
      objects.patch(tenant, "Pool", "shop", "{spec: {algorithm: Clairvoyant, colour: red}}");
      veloflux.awaitCondition(tenant, "Pool", "shop", "Accepted", "False");
      assertEquals("False/Invalid", veloflux.condition(tenant, "Pool", "shop", "Accepted"));
      assertEquals(new Answer(200, "one"), veloflux.get("newer.example.com", "/"), "its last good");

      veloflux.serve(tenant, "other", "beside.newer.example.com", one);
      assertEquals(new Answer(200, "one"), veloflux.get("beside.newer.example.com", "/"));

      // The last good version outlives the operator.
      veloflux.stopOperator();
      veloflux.startOperator();
      veloflux.serve(tenant, "third", "third.newer.example.com", one);
      assertEquals(new Answer(200, "one"), veloflux.get("newer.example.com", "/"));

      objects.patch(tenant, "Pool", "shop", "{spec: {algorithm: LeastConnections, colour: null}}");
      veloflux.awaitCondition(tenant, "Pool", "shop", "Ready", "True");
    }
  }
}

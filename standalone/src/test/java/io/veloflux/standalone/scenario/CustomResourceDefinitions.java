package io.veloflux.standalone.scenario;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The five definitions as they are committed.
final class CustomResourceDefinitions {
  private static final Path FOLDER = Path.of("../crds");

  private CustomResourceDefinitions() {}

  static List<CustomResourceDefinition> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".veloflux.io.yaml"))
          .sorted()
          .map(CustomResourceDefinitions::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns when each is established.
  static void install(KubernetesClient client) {
    for (CustomResourceDefinition definition : all()) {
      client.resource(definition).forceConflicts().serverSideApply();
    }
    for (CustomResourceDefinition definition : all()) {
      client
          .resource(definition)
          .waitUntilCondition(CustomResourceDefinitions::established, 30, TimeUnit.SECONDS);
    }
  }

  static boolean established(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static CustomResourceDefinition read(Path file) {
    try {
      return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

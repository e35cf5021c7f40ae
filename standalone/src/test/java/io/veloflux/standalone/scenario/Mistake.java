package io.veloflux.standalone.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// An object that must be refused, and what the refusal says: a file of
/// `crds/src/test/resources/mistakes`.
record Mistake(String name, String refusal, GenericKubernetesResource object) {
  private static final Path FOLDER = Path.of("../crds/src/test/resources/mistakes");
  private static final String REFUSED = "# refused: ";

  static List<Mistake> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(Mistake::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mistake read(Path file) {
    try {
      String text = Files.readString(file);
      String first = text.lines().findFirst().orElse("");
      return new Mistake(
          file.getFileName().toString().replace(".yaml", ""),
          first.substring(REFUSED.length()),
          Serialization.unmarshal(text, GenericKubernetesResource.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

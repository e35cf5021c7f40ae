package io.veloflux.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The committed YAML is what the records say. `-Dgolden=update` writes it anew; then read the
/// diff.
class CrdYamlTest {
  private static final Path COMMITTED = Path.of("");

  @TempDir Path folder;

  @Test
  void committedYamlIsWhatTheRecordsSay() throws IOException {
    boolean update = "update".equals(System.getProperty("golden"));
    for (var file : CrdYaml.generate(folder).entrySet()) {
      Path path = COMMITTED.resolve(file.getKey());
      if (update) Files.writeString(path, file.getValue());
      assertTrue(Files.exists(path), path + " is missing: mvn test -pl crds -Dgolden=update");
      assertEquals(
          file.getValue(),
          Files.readString(path),
          path + " is stale: mvn test -pl crds -Dgolden=update");
    }
  }

  @Test
  void everyKindFitsAPlainKubectlApply() throws IOException {
    CrdYaml.generate(folder)
        .forEach((name, text) ->
            assertTrue(text.length() < 256 * 1024, name + " has " + text.length() + " bytes"));
  }
}

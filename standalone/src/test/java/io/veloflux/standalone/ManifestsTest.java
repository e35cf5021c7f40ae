package io.veloflux.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.standalone.Manifests.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {
  private static final String POOL =
      "apiVersion: veloflux.io/v1alpha1\nkind: Pool\nmetadata: {name: %s, namespace: acme}\n";

  @TempDir Path folder;

  private static List<String> names(List<Manifest> manifests) {
    return manifests.stream().map(Manifest::name).toList();
  }

  @Test
  void aFolderIsReadInTheOrderOfItsFilesNames() throws IOException {
    Files.writeString(folder.resolve("2.yml"), POOL.formatted("second"));
    Files.writeString(folder.resolve("1.yaml"), POOL.formatted("first"));
    Files.writeString(folder.resolve("notes.txt"), "not for Kubernetes");
    Files.createDirectory(folder.resolve("more.yaml"));
    assertEquals(
        List.of("Pool acme/first", "Pool acme/second"), names(Manifests.read(List.of(folder))));
  }

  @Test
  void aFileHoldsSeveralDocumentsAndLists() {
    String text =
        "# only a comment\n---\n"
            + POOL.formatted("a")
            + "---\n---\n"
            + "{kind: List, apiVersion: v1, items: [{apiVersion: v1, kind: Namespace, metadata: {name: b}}]}";
    assertEquals(List.of("Pool acme/a", "Namespace b"), names(Manifests.parse("test", text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: Pool|test, document 1: no Kubernetes object, apiVersion is missing",
        "just words|test, document 1: no Kubernetes object, apiVersion is missing",
        "'a: [1'|line ",
        "'a: b: c'|line 1",
      })
  void whatIsNoObjectIsSaidInOneLine(String text, String said) {
    CommandFailed e = assertThrows(CommandFailed.class, () -> Manifests.parse("test", text));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(said), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.yaml");
    CommandFailed e = assertThrows(CommandFailed.class, () -> Manifests.read(List.of(file)));
    assertEquals(file + ": no such file or folder", e.getMessage());
  }

  @Test
  void aFolderWithoutManifestsIsAMistake() {
    assertThrows(CommandFailed.class, () -> Manifests.read(List.of(folder)));
  }
}

package io.veloflux.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads Kubernetes objects from YAML or JSON files as `kubectl apply -f` does: a file holds one or
/// several documents, of a folder every `*.yaml`, `*.yml` and `*.json` counts, in the order of
/// their names.
final class Manifests {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Manifests() {}

  /// One object and where it stands, for messages.
  record Manifest(String where, GenericKubernetesResource object) {
    String name() {
      String namespace = object.getMetadata().getNamespace();
      return "%s %s%s"
          .formatted(
              object.getKind(),
              namespace == null ? "" : namespace + "/",
              object.getMetadata().getName());
    }
  }

  /// @throws CommandFailed when a file cannot be read or holds something that is no object
  static List<Manifest> read(List<Path> filesAndFolders) {
    List<Manifest> all = new ArrayList<>();
    for (Path path : filesAndFolders) {
      for (Path file : files(path)) {
        try {
          all.addAll(parse(file.toString(), Files.readString(file)));
        } catch (IOException e) {
          throw new CommandFailed("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
      }
    }
    return all;
  }

  /// @param where names the text in messages
  static List<Manifest> parse(String where, String text) {
    List<Manifest> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      for (int number = 1; documents.hasNext(); number++) {
        JsonNode document = documents.next();
        if (document == null || document.isNull() || document.isMissingNode())
          continue; // only comments
        add(all, "%s, document %d".formatted(where, number), document);
      }
    } catch (JsonProcessingException e) {
      throw new CommandFailed("%s: %s".formatted(where, sentence(e)), e);
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory is readable", e);
    } catch (RuntimeException e) {
      // the iterator wraps what it meets between two documents
      if (e.getCause() instanceof JsonProcessingException cause) {
        throw new CommandFailed("%s: %s".formatted(where, sentence(cause)), e);
      }
      throw e;
    }
    return all;
  }

  private static void add(List<Manifest> all, String where, JsonNode document) {
    if ("List".equals(document.path("kind").asText()) && document.path("items").isArray()) {
      for (JsonNode item : document.path("items")) add(all, where, item);
      return;
    }
    for (String pointer : List.of("/apiVersion", "/kind", "/metadata/name")) {
      if (!(document instanceof ObjectNode) || !document.at(pointer).isTextual()) {
        throw new CommandFailed(
            "%s: no Kubernetes object, %s is missing"
                .formatted(where, pointer.substring(1).replace('/', '.')));
      }
    }
    all.add(new Manifest(where, YAML.convertValue(document, GenericKubernetesResource.class)));
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) throw new CommandFailed("%s: no such file or folder".formatted(path));
    if (!Files.isDirectory(path)) return List.of(path);
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files =
          entries.filter(Files::isRegularFile).filter(Manifests::isManifest).sorted().toList();
      if (files.isEmpty())
        throw new CommandFailed("%s: no *.yaml, *.yml or *.json in it".formatted(path));
      return files;
    } catch (IOException e) {
      throw new CommandFailed("%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static String sentence(JsonProcessingException e) {
    String first = e.getOriginalMessage().lines().findFirst().orElse("no YAML").strip();
    return e.getLocation() == null
        ? first
        : "line %d: %s".formatted(e.getLocation().getLineNr(), first);
  }
}

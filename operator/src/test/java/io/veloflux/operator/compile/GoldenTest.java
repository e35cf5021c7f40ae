package io.veloflux.operator.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One folder of `src/test/resources/compile` for each rule, named after what it shows:
///
/// - `in.yaml`: ordinary manifests, see [Manifests]
/// - `before.yaml`, where it matters: the manifests that were compiled and published before
/// - `config.yaml`, `status.yaml`: what compile made of it; objects that are in order are left out
///   of the latter
///
/// `-Dgolden=update` writes the last two anew; then read the diff.
class GoldenTest {
  private static final Path CASES = Path.of("src/test/resources/compile");
  private static final ObjectMapper JSON = new JsonMapper();
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compilesTo(String name) throws IOException {
    Path folder = CASES.resolve(name);
    Compilation compilation =
        Compiler.compile(Manifests.read(folder.resolve("in.yaml")).input(before(folder)));
    expect(folder.resolve("config.yaml"), config(compilation.config()));
    expect(folder.resolve("status.yaml"), status(compilation.verdicts()));
  }

  private static ProxyConfig before(Path folder) throws IOException {
    Path before = folder.resolve("before.yaml");
    return Files.exists(before)
        ? Compiler.compile(Manifests.read(before).input(null)).config()
        : null;
  }

  private static void expect(Path file, String found) throws IOException {
    if ("update".equals(System.getProperty("golden"))) Files.writeString(file, found);
    assertTrue(Files.exists(file), file + " is missing: mvn test -pl operator -am -Dgolden=update");
    assertEquals(Files.readString(file), found, file.toString());
  }

  private static String config(ProxyConfig config) throws IOException {
    return YAML.writeValueAsString(JSON.readTree(ConfigCodec.write(config)));
  }

  private static String status(List<Verdict> verdicts) throws IOException {
    Map<String, Object> status = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      List<String> lines = lines(verdict);
      if (!lines.isEmpty()) status.put(verdict.object().toString(), lines);
    }
    return YAML.writeValueAsString(status);
  }

  private static List<String> lines(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : verdict.findings()) {
      if (finding.message().equals("in order")
          || finding.message().equals("everything it names is there")) continue;
      lines.add(
          "%s=%s %s: %s"
              .formatted(finding.type(), finding.holds(), finding.reason(), finding.message()));
    }
    switch (verdict.serving()) {
      case Serving.Blocked(String reason, String _) -> lines.add("Programmed=false " + reason);
      case Serving.WhenServed _ -> {}
    }
    for (ListenerVerdict listener : verdict.listeners()) {
      lines.add(
          "listener %s: port %d, %d routes"
              .formatted(listener.name(), listener.bindPort(), listener.attachedRoutes()));
    }
    return lines;
  }
}

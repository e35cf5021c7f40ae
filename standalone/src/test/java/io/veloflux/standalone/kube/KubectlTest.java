package io.veloflux.standalone.kube;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What people type, with the kubectl that is there: the test cluster's, else the one on the path.
@Timeout(300)
class KubectlTest {
  private static final int SECONDS = 120; // a machine that also compiles

  @TempDir private static Path directory;
  private static TestServer server;
  private static String kubectl;

  @BeforeAll
  static void start() {
    Optional<String> found = find();
    assumeTrue(found.isPresent(), "there is no kubectl");
    kubectl = found.get();
    server = new TestServer(directory);
    write(
        "crd.yaml",
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.test.io}
        spec:
          group: test.io
          scope: Namespaced
          names: {kind: Widget, plural: widgets, shortNames: [wd], categories: [things]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Color, type: string, jsonPath: .spec.color}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      color: {type: string, enum: [red, blue], description: What it looks like.}
                  status:
                    type: object
                    properties:
                      conditions:
                        type: array
                        items:
                          type: object
                          properties: {type: {type: string}, status: {type: string}}
        """);
    run("apply", "-f", directory.resolve("crd.yaml").toString());
    run("wait", "--for=condition=Established", "crd/widgets.test.io", "--timeout=60s");
  }

  @AfterAll
  static void stop() {
    if (server != null) server.close();
  }

  private static Optional<String> find() {
    String given = System.getenv("VELOFLUX_TEST_CLUSTER_BIN");
    String cached = System.getProperty("user.home") + "/.cache/veloflux/test-cluster/bin";
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(given == null ? cached : given), Stream.of(path.split(File.pathSeparator)))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Output(int code, String text) {}

  private static Output attempt(String... arguments) {
    List<String> command = new ArrayList<>(List.of(kubectl));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out-" + System.nanoTime());
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(out.toFile());
      builder.environment().put("KUBECONFIG", server.kubernetes.kubeconfig().toString());
      builder.environment().put("KUBE_EDITOR", directory.resolve("editor").toString());
      builder.environment().put("HOME", directory.toString()); // discovery is cached there
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " does not end: " + Files.readString(out));
      }
      return new Output(process.exitValue(), Files.readString(out));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String run(String... arguments) {
    Output output = attempt(arguments);
    assertEquals(0, output.code(), String.join(" ", arguments) + "\n" + output.text());
    return output.text();
  }

  private static void contains(String text, String... parts) {
    for (String part : parts) assertTrue(text.contains(part), part + " is missing in:\n" + text);
  }

  private static String manifest(String namespace, String color) {
    String text =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: test.io/v1
        kind: Widget
        metadata: {name: one, namespace: %1$s}
        spec: {color: %2$s}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: %1$s}
        spec:
          ports:
          - {name: a, port: 80}
          - {name: %2$s, port: 81}
        """;
    return write(namespace + ".yaml", text.formatted(namespace, color)).toString();
  }

  @Test
  void appliesAndShows() {
    run("apply", "-f", manifest("applied", "red"));
    contains(run("get", "wd", "-A"), "NAMESPACE", "COLOR", "applied", "one", "red");
    contains(run("get", "things,svc", "-n", "applied"), "widget.test.io/one", "80/TCP,81/TCP");
    contains(run("apply", "-f", manifest("applied", "red")), "widget.test.io/one unchanged");
    contains(run("apply", "-f", manifest("applied", "blue")), "widget.test.io/one configured");
    String ports =
        run("get", "svc", "web", "-n", "applied", "-o", "jsonpath={.spec.ports[*].name}");
    assertEquals("a blue", ports);
    contains(run("describe", "wd", "one", "-n", "applied"), "Color:  blue", "Events:");
    contains(run("diff", "-f", manifest("applied", "blue")), "");
  }

  @Test
  void appliesOnTheServerAndSeesConflicts() {
    String file = manifest("server-side", "red");
    run("apply", "--server-side", "-f", file);
    String color = "{\"spec\":{\"color\":\"blue\"}}";
    run("patch", "wd", "one", "-n", "server-side", "--type=merge", "-p", color);
    Output conflict = attempt("apply", "--server-side", "-f", file);
    contains(conflict.text(), "conflict with \"kubectl-patch\"", ".spec.color");
    run("apply", "--server-side", "--force-conflicts", "-f", file);
    contains(run("get", "wd", "-n", "server-side"), "red");
  }

  @Test
  void createsBuiltinKindsWithoutAFile() {
    run("create", "namespace", "typed");
    run("create", "configmap", "c", "-n", "typed", "--from-literal=greeting=hällo");
    run("create", "secret", "generic", "s", "-n", "typed", "--from-literal=password=a=b");
    run("create", "service", "clusterip", "web", "-n", "typed", "--tcp=80:8080", "--tcp=81:named");
    run("create", "service", "externalname", "out", "-n", "typed", "--external-name=example.com");
    run("create", "service", "nodeport", "node", "-n", "typed", "--tcp=80", "--node-port=30080");
    assertEquals("hällo", run("get", "cm", "c", "-n", "typed", "-o", "jsonpath={.data.greeting}"));
    assertEquals(
        "YT1i Opaque",
        run("get", "secret", "s", "-n", "typed", "-o", "jsonpath={.data.password} {.type}"));
    assertEquals(
        "8080 named web",
        run(
            "get",
            "svc",
            "web",
            "-n",
            "typed",
            "-o",
            "jsonpath={.spec.ports[*].targetPort} {.spec.selector.app}"));
    assertEquals(
        "example.com",
        run("get", "svc", "out", "-n", "typed", "-o", "jsonpath={.spec.externalName}"));
    assertEquals(
        "NodePort 30080",
        run(
            "get",
            "svc",
            "node",
            "-n",
            "typed",
            "-o",
            "jsonpath={.spec.type} {.spec.ports[0].nodePort}"));
    contains(attempt("create", "namespace", "typed").text(), "AlreadyExists");
    contains(attempt("create", "serviceaccount", "sa", "-n", "typed").text(), "error");
  }

  @Test
  void explainsAndNamesWhatThereIs() {
    contains(run("explain", "wd.spec.color"), "What it looks like.", "<string>");
    contains(run("explain", "service.spec.ports"), "list of ports");
    contains(run("api-resources"), "widgets", "wd", "test.io/v1", "leases");
    contains(run("version"), "Server Version: v1.");
  }

  @Test
  void refusesMistakesAtOnce() {
    String file = manifest("mistakes", "green");
    contains(attempt("apply", "-f", file).text(), "spec.color: Unsupported value: \"green\"");
    Path unknown =
        write(
            "unknown.yaml",
            "{apiVersion: test.io/v1, kind: Widget, metadata: {name: u, namespace: mistakes}, spec:"
                + " {colour: red}}");
    contains(
        attempt("apply", "-f", unknown.toString()).text(),
        "strict decoding error: unknown field \"spec.colour\"");
  }

  @Test
  void waitsAndWatches() throws IOException {
    run("apply", "-f", manifest("watched", "red"));
    Path seen = directory.resolve("watched.txt");
    ProcessBuilder builder =
        new ProcessBuilder(kubectl, "get", "wd", "-n", "watched", "-w").redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", server.kubernetes.kubeconfig().toString());
    Process watch = builder.redirectOutput(seen.toFile()).start();
    try {
      await()
          .atMost(Duration.ofSeconds(SECONDS))
          .until(() -> Files.readString(seen).contains("red"));
      run(
          "patch",
          "wd",
          "one",
          "-n",
          "watched",
          "--type=merge",
          "-p",
          "{\"spec\":{\"color\":\"blue\"}}");
      await()
          .atMost(Duration.ofSeconds(SECONDS))
          .until(() -> Files.readString(seen).contains("blue"));
    } finally {
      watch.destroy();
    }
    String ready = "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}";
    run("patch", "wd", "one", "-n", "watched", "--subresource=status", "--type=merge", "-p", ready);
    run("wait", "--for=condition=Ready", "wd/one", "-n", "watched", "--timeout=60s");
    run("delete", "wd", "one", "-n", "watched");
    contains(run("get", "wd", "-n", "watched"), "No resources found");
  }

  @Test
  void editsLabelsAndDeletesNamespaces() {
    run("apply", "-f", manifest("edited", "red"));
    run("label", "wd", "one", "-n", "edited", "tier=web");
    contains(run("get", "wd", "-n", "edited", "-l", "tier=web"), "one");
    run("annotate", "svc", "web", "-n", "edited", "a=b");
    Path editor = write("editor", "#!/bin/sh\nsed -i s/red/blue/ \"$1\"\n");
    assertTrue(editor.toFile().setExecutable(true));
    run("edit", "wd", "one", "-n", "edited");
    contains(run("get", "wd", "-n", "edited"), "blue");
    run("delete", "namespace", "edited");
    contains(run("get", "wd", "-n", "edited"), "No resources found");
  }
}

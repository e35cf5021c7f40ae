package io.veloflux.standalone.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever was answered survives `kill -9`.
class DurabilityTest {
  private static final int WRITES = 200;

  @TempDir private Path directory;

  /// The process that is killed: says each object's number when its creation was answered.
  static final class Writer {
    public static void main(String[] arguments) {
      TestServer server = new TestServer(Path.of(arguments[0]));
      for (int i = 0; ; i++) {
        String name = "written-" + i;
        TestServer.Answer answer =
            server.post(
                "/api/v1/namespaces/default/configmaps",
                "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"i\":\"%d\"}}".formatted(name, i));
        if (answer.code() != 201) throw new IllegalStateException(answer.text());
        System.out.println(i);
      }
    }
  }

  @Test
  void whatWasAnsweredSurvivesAKill() throws IOException, InterruptedException {
    int last = writeAndKill();
    try (TestServer server = new TestServer(directory)) {
      var found = server.client.configMaps().inNamespace("default").list().getItems();
      assertTrue(found.size() > last, "written %d, found %d".formatted(last, found.size()));
      for (int i = 0; i <= last; i++) {
        var one = server.client.configMaps().inNamespace("default").withName("written-" + i).get();
        assertEquals(Integer.toString(i), one.getData().get("i"));
      }
    }
  }

  private int writeAndKill() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process writer =
        new ProcessBuilder(
                List.of(
                    java,
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = -1;
    try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
      while (last < WRITES) {
        String line = out.readLine();
        if (line == null) throw new IllegalStateException("the writer ended by itself");
        if (line.matches("[0-9]+")) last = Integer.parseInt(line);
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return last;
  }
}

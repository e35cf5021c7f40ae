package io.veloflux.proxy.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program by others that the conformance tests drive the proxy with.
record Tool(Path binary) {
  /// One of what `conformance/build` makes.
  ///
  /// @throws IllegalStateException with what to do when it is missing
  static Tool built(String name) {
    String folder = System.getenv("VELOFLUX_CONFORMANCE_BIN");
    String cache =
        Objects.requireNonNullElse(
            System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
    Path in = folder == null ? Path.of(cache, "veloflux/conformance/bin") : Path.of(folder);
    return first(name, Stream.of(in), " is not in " + in + ": run conformance/build");
  }

  private static Tool first(String name, Stream<Path> folders, String otherwise) {
    return folders
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Tool::new)
        .orElseThrow(() -> new IllegalStateException(name + otherwise));
  }

  /// Runs to its end, whatever its exit code says.
  ///
  /// @param output a file for what it prints
  /// @throws IOException if it does not end in time; then it is killed
  void run(Path output, Duration atMost, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
        throw new IOException(binary.getFileName() + " did not end within " + atMost);
    } finally {
      process.destroyForcibly();
    }
  }
}

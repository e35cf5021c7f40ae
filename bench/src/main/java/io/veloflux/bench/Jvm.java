package io.veloflux.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of VeloFlux in a JVM of its own, as it runs in a cluster.
public final class Jvm implements AutoCloseable {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
  private static final long PATIENCE_SECONDS = 20;

  private static final Pattern USED = Pattern.compile(" used ([0-9]+)([KM])");

  private final Process process;

  private Jvm(Process process) {
    this.process = process;
  }

  /// @param log where everything goes that it prints
  /// @param command of `veloflux`
  static Jvm start(Path log, int heapMegabytes, List<String> command, Path kubeconfig)
      throws IOException {
    return start(
        log,
        heapMegabytes,
        System.getProperty("java.class.path"),
        command,
        Map.of("KUBECONFIG", kubeconfig.toString()));
  }

  /// @param log where everything goes that it prints
  /// @param classPath of the build to run
  /// @param command of `veloflux`
  /// @param environment added to this process's
  public static Jvm start(
      Path log,
      int heapMegabytes,
      String classPath,
      List<String> command,
      Map<String, String> environment)
      throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                JAVA.resolve("java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx%dm".formatted(heapMegabytes),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                classPath,
                "io.veloflux.standalone.Main"));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Jvm(process);
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
    }
    throw new IOException("no VmRSS of process " + process.pid());
  }

  /// Of the heap, after a full collection.
  double liveMegabytes() throws IOException, InterruptedException {
    run("GC.run");
    double kilobytes = 0;
    for (String line : run("GC.heap_info")) {
      if (line.contains("Metaspace")) break;
      Matcher used = USED.matcher(line); // one for each generation
      if (used.find())
        kilobytes += Double.parseDouble(used.group(1)) * (used.group(2).equals("M") ? 1024 : 1);
    }
    return Math.round(kilobytes / 102.4) / 10.0;
  }

  private List<String> run(String diagnostic) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JAVA.resolve("jcmd").toString(), Long.toString(process.pid()), diagnostic)
            .redirectErrorStream(true)
            .start();
    List<String> lines = jcmd.inputReader().readAllLines();
    if (jcmd.waitFor() != 0) throw new IOException("jcmd %s: %s".formatted(diagnostic, lines));
    return lines;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

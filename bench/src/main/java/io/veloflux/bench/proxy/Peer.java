package io.veloflux.bench.proxy;

import io.veloflux.bench.Jvm;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server that takes part: one of the proxies, or the backend behind them.
///
/// @param ports where it serves; a wire that is absent is not spoken
record Peer(String name, ProcessHandle process, Runnable stop, Map<Wire, Integer> ports)
    implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /// Answers `/b/SIZE` with that many bytes.
  static Peer backend(Path work, List<Integer> sizes) throws IOException, InterruptedException {
    Path home = home(work, "backend");
    for (int size : sizes) {
      Files.write(
          Files.createDirectories(home.resolve("b")).resolve(Integer.toString(size)),
          "x".repeat(size).getBytes(StandardCharsets.US_ASCII));
    }
    int port = freePort();
    fill("backend.conf", home.resolve("nginx.conf"), Map.of("BACKEND", "" + port));
    return daemon("backend", home, nginx(home), Map.of(Wire.HTTP, port));
  }

  /// @param buffering `on`, nginx's default, or `off`
  static Peer nginx(String name, Path work, int backend, String buffering)
      throws IOException, InterruptedException {
    Path home = home(work, name);
    Certificate.copy(work, home);
    Map<Wire, Integer> ports = freePorts();
    Map<String, String> words = words(ports, backend);
    words.put("BUFFERING", buffering);
    fill("nginx.conf", home.resolve("nginx.conf"), words);
    return daemon(name, home, nginx(home), ports);
  }

  private static List<String> nginx(Path home) {
    return List.of("nginx", "-p", home.toString(), "-c", "nginx.conf", "-e", "nginx.err");
  }

  static Peer haproxy(Path work, int backend) throws IOException, InterruptedException {
    Path home = home(work, "haproxy");
    Certificate.copy(work, home);
    Map<Wire, Integer> ports = freePorts();
    fill("haproxy.cfg", home.resolve("haproxy.cfg"), words(ports, backend));
    return daemon("haproxy", home, List.of("haproxy", "-db", "-f", "haproxy.cfg"), ports);
  }

  /// @param classPath of the build to run: this one, or another one to compare with
  static Peer veloflux(String name, Path work, int backend, String classPath)
      throws IOException, InterruptedException {
    Path home = home(work, name);
    int http = freePort();
    Path config = Files.write(home.resolve("bench.json"), Configuration.of(http, backend));
    Jvm jvm =
        Jvm.start(
            home.resolve("proxy.log"),
            256,
            classPath,
            List.of(
                "proxy",
                "--config",
                config.toString(),
                "--event-loops",
                "1",
                "--bind-address",
                "127.0.0.1",
                "--admin-port",
                "" + freePort(),
                "--no-access-log"),
            Map.of());
    Map<Wire, Integer> ports = Map.of(Wire.HTTP, http, Wire.H2C, http); // told apart by the preface
    Peer peer = new Peer(name, jvm.process(), jvm::close, ports);
    peer.await(home);
    return peer;
  }

  /// On this processor alone, all its threads and children.
  void pin(int cpu) throws IOException, InterruptedException {
    List<Long> pids =
        Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
    for (long pid : pids) {
      Process taskset =
          new ProcessBuilder("taskset", "-acp", "" + cpu, "" + pid)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (taskset.waitFor() != 0) throw new IOException("taskset failed for " + name);
    }
  }

  private static Peer daemon(String name, Path home, List<String> command, Map<Wire, Integer> ports)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Peer peer = new Peer(name, process.toHandle(), () -> stop(process), ports);
    peer.await(home);
    return peer;
  }

  /// nginx and HAProxy end at once when they are told to.
  private static void stop(Process process) {
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }

  private void await(Path home) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (int port : ports.values()) {
      while (!isOpen(port)) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("%s does not serve: see its files in %s".formatted(name, home));
        }
        Thread.sleep(50);
      }
    }
  }

  private static boolean isOpen(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path home(Path work, String name) throws IOException {
    Path home = Files.createDirectories(work.resolve(name));
    // nginx's worker is another user when root starts it
    for (Path open : List.of(work, home)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home;
  }

  private static Map<Wire, Integer> freePorts() throws IOException {
    Map<Wire, Integer> ports = new EnumMap<>(Wire.class);
    for (Wire wire : Wire.values()) ports.put(wire, freePort());
    return ports;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Map<String, String> words(Map<Wire, Integer> ports, int backend) {
    Map<String, String> words = new HashMap<>();
    ports.forEach((wire, port) -> words.put(wire.name(), port.toString()));
    words.put("BACKEND", "" + backend);
    return words;
  }

  private static void fill(String template, Path file, Map<String, String> words)
      throws IOException {
    try (InputStream in = Peer.class.getResourceAsStream(template)) {
      if (in == null) throw new IOException("no " + template);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace("@" + word.getKey() + "@", word.getValue());
      }
      Files.writeString(file, text);
    }
  }

  @Override
  public void close() {
    stop.run();
  }
}

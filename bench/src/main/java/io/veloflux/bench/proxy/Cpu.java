package io.veloflux.bench.proxy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the kernel says about processor time.
final class Cpu {
  private static final Path PROC = Path.of("/proc");

  /// Of `/proc/stat`.
  private static final double TICKS_PER_SECOND = 100;

  private Cpu() {}

  /// @return seconds that the process, its children and all their threads have had
  static double seconds(ProcessHandle process) throws IOException {
    long nanos = 0;
    List<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants()).toList();
    for (ProcessHandle member : family) {
      Path tasks = PROC.resolve(Long.toString(member.pid())).resolve("task");
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
        for (Path thread : threads) nanos += nanos(thread);
      } catch (NoSuchFileException e) {
        // it ended meanwhile
      }
    }
    return nanos / 1e9;
  }

  private static long nanos(Path thread) throws IOException {
    try {
      String line = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(line, 0, line.indexOf(' '), 10);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /// @return seconds that all processors together were busy since the start of the machine
  static double busySeconds() throws IOException {
    try (Stream<String> lines = Files.lines(PROC.resolve("stat"))) {
      String[] fields = lines.findFirst().orElseThrow().split(" +", -1);
      // user nice system idle iowait irq softirq steal
      long ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7, 8}) ticks += Long.parseLong(fields[field]);
      return ticks / TICKS_PER_SECOND;
    }
  }

  /// @return megabytes in memory of the process and its children
  static long residentMegabytes(ProcessHandle process) throws IOException {
    long kilobytes = 0;
    List<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants()).toList();
    for (ProcessHandle member : family) {
      Path status = PROC.resolve(Long.toString(member.pid())).resolve("status");
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kilobytes / 1024;
  }
}

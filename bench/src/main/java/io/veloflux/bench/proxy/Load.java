package io.veloflux.bench.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs a load generator once.
final class Load {
  private static final long PATIENCE_SECONDS = 120;

  private static final Pattern H2LOAD =
      Pattern.compile("requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded");
  private static final Pattern WRK = Pattern.compile("(\\d+) requests in ");
  private static final Pattern WRK_ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern WRK_STATUSES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  private Load() {}

  /// @param done requests that were answered well
  /// @param bad all others
  record Result(long done, long bad) {}

  static Result run(Scenario scenario, int port, int cpu) throws IOException, InterruptedException {
    List<String> command = scenario.command(port, cpu);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process
        .onExit()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(_ -> {
          process.destroyForcibly();
          return process;
        });
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) throw new IOException("%s printed%n%s".formatted(command, text));
    return switch (scenario.tool()) {
      case H2LOAD, H2LOAD_HANDSHAKES -> {
        long done = sum(H2LOAD, text, command);
        yield new Result(done, scenario.requests() - done);
      }
      case WRK -> {
        long bad = WRK_STATUSES.matcher(text).find() ? sum(WRK_STATUSES, text, command) : 0;
        if (WRK_ERRORS.matcher(text).find()) bad += sum(WRK_ERRORS, text, command);
        yield new Result(sum(WRK, text, command) - bad, bad);
      }
    };
  }

  private static long sum(Pattern pattern, String text, List<String> command) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) throw new IOException("%s printed%n%s".formatted(command, text));
    long sum = 0;
    for (int group = 1; group <= found.groupCount(); group++) {
      sum += Long.parseLong(found.group(group));
    }
    return sum;
  }
}

package io.veloflux.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(args);
  }

  @Test
  void helpListsTheCommands() {
    assertEquals(0, run("--help"));
    for (String command : new String[] {"demo", "standalone", "proxy", "operator", "version"}) {
      assertTrue(out.toString().contains("\n  " + command), out.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "standalone", "proxy", "operator", "version"})
  void everyCommandHasHelpThatFitsATerminal(String command) {
    assertEquals(0, run(command, "--help"));
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void versionNamesVeloFluxAndJava() {
    assertEquals(0, run("version"));
    assertTrue(out.toString().matches("VeloFlux \\S+\\RJava 25.*\\R"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "demo --htp-port 1|Unknown option|veloflux demo --help",
        "demo --http-port 0|'0' is no port|veloflux demo --help",
        "demo --http-port web|'web' is no port|veloflux demo --help",
        "demo --bind here.invalid|'here.invalid' is no address|veloflux demo --help",
        "standalone|--data-dir|veloflux standalone --help",
        "standalone --dat-dir x|Unknown options: '--dat-dir', 'x'|veloflux standalone --help",
        "start|start|veloflux --help",
      })
  void aWrongCommandLineIsOneLineAndAHint(String line, String said, String hint) {
    assertEquals(2, run(line.split(" ")));
    assertTrue(err.toString().contains(said), err.toString());
    assertTrue(err.toString().contains("Try '" + hint + "'."), err.toString());
    assertTrue(err.toString().lines().count() <= 4, err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void noCommandIsAWrongCommandLine() {
    assertEquals(2, run());
    assertTrue(err.toString().contains("a command is missing"), err.toString());
  }

  @Test
  void aTakenPortIsOneLineThatNamesPortAndFlag(@TempDir Path folder) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertEquals(
          1,
          run("standalone", "--data-dir", folder.resolve("data").toString(), "--http-port", port));
      assertTrue(err.toString().contains("port " + port), err.toString());
      assertTrue(err.toString().contains("--http-port"), err.toString());
      assertEquals(1, err.toString().lines().count());
      assertTrue(Files.notExists(folder.resolve("data")));
    }
  }

  @Test
  void onePortForTwoThingsIsRefused(@TempDir Path folder) throws Exception {
    String free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = Integer.toString(socket.getLocalPort());
    }
    String data = folder.resolve("data").toString();
    assertEquals(1, run("standalone", "--data-dir", data, "--http-port", free, "--api-port", free));
    assertTrue(err.toString().contains("by --http-port and by --api-port"), err.toString());
  }
}

package io.veloflux.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProxyMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new ProxyMain())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void helpNamesEveryOption() {
    assertEquals(0, run("--help"));
    for (String option :
        new String[] {
          "--config",
          "--kubernetes",
          "--namespace",
          "--fleet",
          "--admin-port",
          "--last-good",
          "--name"
        }) {
      assertTrue(out.toString().contains(option), option);
    }
  }

  @Test
  void aSourceIsNeededAndOnlyOne() {
    assertEquals(2, run());
    assertTrue(err.toString().contains("--config"), err::toString);
    assertEquals(2, run("--config=x", "--kubernetes"));
  }

  @Test
  void mistakesAreOneClearLine() {
    assertEquals(2, run("--config=/nowhere/at/all"));
    assertTrue(err.toString().startsWith("--config: there is no /nowhere/at/all"), err::toString);
  }
}

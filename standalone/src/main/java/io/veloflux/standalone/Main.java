package io.veloflux.standalone;

import io.veloflux.operator.OperatorMain;
import io.veloflux.proxy.ProxyMain;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line. Exit codes: 0 all went well, 1 it could not be done, 2 the command line is
/// wrong.
@Command(
    name = "veloflux",
    description = "A multi-tenant L7 load balancer for Kubernetes that also runs without one.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      StandaloneCommand.class,
      RehearseCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @SuppressWarnings("NullAway.Init") // set by picocli before it runs anything
  @Spec
  private CommandSpec spec;

  public static void main(String[] args) {
    ProxyMain.withoutLeakDetection();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    main.addSubcommand("proxy", ProxyMain.class).addSubcommand("operator", OperatorMain.class);
    return main.setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int wrongUsage(ParameterException wrong, String[] args) {
    ParameterException e = misspelled(wrong);
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("veloflux: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    return USAGE;
  }

  /// An option is missing mostly because another one that nobody knows was meant to be it.
  private static ParameterException misspelled(ParameterException e) {
    List<String> unknown = e.getCommandLine().getUnmatchedArguments();
    return e instanceof MissingParameterException && !unknown.isEmpty()
        ? new UnmatchedArgumentException(e.getCommandLine(), unknown)
        : e;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof CommandFailed) {
      command.getErr().println("veloflux: " + e.getMessage());
    } else {
      command.getErr().println("veloflux: this should not happen, the log says more: " + e);
      LoggerFactory.getLogger(Main.class).error("failed", e);
    }
    return FAILED;
  }
}

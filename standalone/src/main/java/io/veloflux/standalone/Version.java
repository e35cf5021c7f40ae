package io.veloflux.standalone;

import picocli.CommandLine.IVersionProvider;

/// Which VeloFlux on which Java this is.
public final class Version implements IVersionProvider {
  /// @return of the jar; `development` when run from class files
  static String veloflux() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"VeloFlux " + veloflux(), "Java " + Runtime.version()};
  }
}

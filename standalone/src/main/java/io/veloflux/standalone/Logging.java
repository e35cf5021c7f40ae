package io.veloflux.standalone;

import java.nio.file.Path;

/// Sets up `slf4j-simple`. To be called before the first logger is made.
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /// @param target a file's path, or `System.err`
  static void to(String target, String level) {
    set("logFile", target);
    set("defaultLogLevel", level);
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("showShortLogName", "true");
    // what the libraries call info is debug to us
    set("log.io.fabric8", "warn");
    set("log.io.javaoperatorsdk", "warn");
    set("log.io.netty", "warn");
    // it warns of every thread that ends because everything ends
    set("log.io.javaoperatorsdk.operator.api.config.ExecutorServiceManager", "error");
    // one line for each of our kinds, about their version being alpha
    set("log.io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils", "error");
  }

  static void toFile(Path file, String level) {
    to(file.toString(), level);
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) System.setProperty(PREFIX + name, value);
  }
}

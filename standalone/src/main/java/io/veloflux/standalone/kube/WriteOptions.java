package io.veloflux.standalone.kube;

import io.veloflux.standalone.kube.schema.Cause;
import java.util.List;

/// How a write is meant.
///
/// @param fieldManager who writes, never empty
/// @param force takes over fields of others in server-side apply
record WriteOptions(
    String fieldManager, boolean dryRun, boolean force, UnknownFields unknownFields) {
  private static final int MAX_MANAGER_LENGTH = 128;

  /// What is done about fields that the schema does not know (`fieldValidation`).
  enum UnknownFields {
    Strict,
    Warn,
    Ignore
  }

  /// @param userAgent names the manager when the query does not
  static WriteOptions of(String method, Query query, String userAgent) {
    String options =
        switch (method) {
          case "POST" -> "CreateOptions";
          case "PUT" -> "UpdateOptions";
          default -> "PatchOptions";
        };
    String manager = query.text("fieldManager");
    if (manager.isEmpty()) {
      manager = userAgent.split("[/ ]", 2)[0];
      if (manager.isEmpty()) manager = "unknown";
    }
    if (manager.length() > MAX_MANAGER_LENGTH) {
      throw Statuses.invalidOptions(
          options,
          new Cause(Cause.TOO_LONG, "fieldManager", "Too long: may not be more than 128 bytes"));
    }
    return new WriteOptions(
        manager,
        dryRun(options, query.text("dryRun")),
        query.flag("force"),
        unknownFields(options, query.text("fieldValidation")));
  }

  static boolean dryRun(String options, String value) {
    return switch (value) {
      case "" -> false;
      case "All" -> true;
      default -> throw unsupported(options, "dryRun", "[\"" + value + "\"]", List.of("All"));
    };
  }

  private static UnknownFields unknownFields(String options, String value) {
    return switch (value) {
      case "Strict" -> UnknownFields.Strict;
      case "", "Warn" -> UnknownFields.Warn;
      case "Ignore" -> UnknownFields.Ignore;
      default ->
          throw unsupported(
              options,
              "fieldValidation",
              "\"" + value + "\"",
              List.of("", "Ignore", "Strict", "Warn"));
    };
  }

  static StatusException unsupported(
      String options, String parameter, String value, List<String> allowed) {
    String quoted = "\"" + String.join("\", \"", allowed) + "\"";
    return Statuses.invalidOptions(
        options,
        new Cause(
            Cause.NOT_SUPPORTED,
            parameter,
            "Unsupported value: %s: supported values: %s".formatted(value, quoted)));
  }
}

package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A request that is answered with a `Status` of failure. Made by [Statuses].
final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final transient ObjectNode status;

  StatusException(int code, ObjectNode status) {
    super(status.path("message").asText(), null, false, false);
    this.code = code;
    this.status = status;
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    return status;
  }
}

package io.veloflux.proxy.http;

/// Why the proxy answers a request itself.
///
/// @param status sent to the client; 0 to close without an answer
/// @param reason one word for log, metrics and client, from a closed set
/// @param detail a sentence for people, with the section that was broken; `""` where the reason
///   says it all
public record Refusal(int status, String reason, String detail) {
  public static final Refusal NO_ROUTE = new Refusal(404, "NoRoute");
  public static final Refusal MISDIRECTED = new Refusal(421, "MisdirectedRequest");
  public static final Refusal POOL_NOT_FOUND = new Refusal(500, "PoolNotFound");
  public static final Refusal NO_ENDPOINT = new Refusal(503, "NoEndpoint");
  public static final Refusal QUEUE_FULL = new Refusal(503, "QueueFull");
  public static final Refusal QUEUE_TIMEOUT = new Refusal(503, "QueueTimeout");
  public static final Refusal CONNECT_FAILED = new Refusal(503, "ConnectFailed");
  public static final Refusal UPSTREAM_RESET = new Refusal(503, "UpstreamReset");
  public static final Refusal REQUEST_TIMEOUT = new Refusal(504, "RequestTimeout");
  public static final Refusal ATTEMPT_TIMEOUT = new Refusal(504, "AttemptTimeout");
  public static final Refusal UPSTREAM_IDLE = new Refusal(504, "IdleTimeout");
  public static final Refusal CLIENT_IDLE = new Refusal(408, "IdleTimeout");
  public static final Refusal HEADER_TIMEOUT = new Refusal(408, "HeaderTimeout");
  public static final Refusal BODY_TIMEOUT = new Refusal(408, "BodyTimeout");

  /// A first line that does not even claim to be HTTP.
  static final Refusal NO_HTTP = badRequest(400, "no HTTP version (RFC 9112 §2.3)");

  private static final int NOTHING_SENT = 0;
  private static final String BAD_REQUEST = "BadRequest";

  Refusal(int status, String reason) {
    this(status, reason, "");
  }

  static Refusal badRequest(int status, String detail) {
    return new Refusal(status, BAD_REQUEST, detail);
  }

  /// The same without an answer, for somebody who would not understand it.
  Refusal unanswered() {
    return new Refusal(NOTHING_SENT, reason, detail);
  }

  boolean isAnswered() {
    return status != NOTHING_SENT;
  }

  public static Refusal badResponse(String detail) {
    return new Refusal(502, "BadResponse", detail);
  }

  /// Whether what follows on the connection cannot be told apart any more.
  boolean isMalformed() {
    return reason.equals(BAD_REQUEST);
  }
}

package io.veloflux.proxy.telemetry;

/// One exchange, after it ended. Text is `""` where the exchange did not come that far.
///
/// @param startMillis since the epoch
/// @param listener `loadbalancer/NAMESPACE/NAME/LISTENER`
/// @param route `route/NAMESPACE/NAME`
/// @param pool `pool/NAMESPACE/NAME`
/// @param endpoint `host:port` of the last attempt
/// @param host as the client sent it
/// @param path normalised, as it was routed and sent on, without the query
/// @param protocol such as `HTTP/1.1`
/// @param status sent to the client; 0 when none was sent
/// @param reason why the proxy answered itself or gave up; `""` when a backend answered
/// @param bytesIn of the request's body
/// @param bytesOut of the response's body
/// @param attempts how many endpoints were tried
/// @param client its address, by the listener's rules
public record ExchangeRecord(
    long startMillis,
    long durationNanos,
    String tenant,
    String listener,
    String route,
    String pool,
    String endpoint,
    String method,
    String host,
    String path,
    String protocol,
    int status,
    String reason,
    long bytesIn,
    long bytesOut,
    int attempts,
    String requestId,
    String client) {}

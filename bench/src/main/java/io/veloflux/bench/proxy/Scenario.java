package io.veloflux.bench.proxy;

import java.util.ArrayList;
import java.util.List;

/// One kind of load.
///
/// @param requests in one sample; [Tool#WRK] counts by time instead
/// @param streams at once on each connection; 0 speaks HTTP/1.1
/// @param bodyBytes of each response
/// @param gate at least this good, as a share of what nginx and HAProxy need
/// @param aim where the design should end
record Scenario(
    String name,
    Wire wire,
    Tool tool,
    int requests,
    int connections,
    int streams,
    int bodyBytes,
    Target gate,
    Target aim) {

  enum Tool {
    H2LOAD,
    /// Opens connections anew when a response closes them.
    WRK,
    /// As many connections as requests: each a full handshake.
    H2LOAD_HANDSHAKES
  }

  record Target(double nginx, double haproxy) {}

  static final List<Scenario> ALL =
      List.of(
          http("ka64", 20_000, 64, 128, gate(.90, .90), aim(.80, .80)),
          http("ka256", 20_000, 256, 128, gate(.95, .90), aim(.82, .75)),
          new Scenario(
              "newconn", Wire.HTTP, Tool.WRK, 0, 64, 0, 128, gate(1.10, 1.20), aim(1.00, 1.05)),
          http("10k", 20_000, 64, 10_240, gate(.90, .80), aim(.80, .67)),
          http("100k", 5_000, 32, 102_400, gate(.55, .90), aim(.40, .65)),
          http("1m", 600, 16, 1_048_576, gate(.70, .95), aim(.50, .75)),
          tls("tls1", 20_000, 64, 128),
          tls("tls10k", 15_000, 64, 10_240),
          tls("tls1m", 400, 16, 1_048_576),
          new Scenario(
              "hs",
              Wire.TLS,
              Tool.H2LOAD_HANDSHAKES,
              1_500,
              1_500,
              0,
              128,
              gate(1.10, 1.00),
              aim(.95, .85)),
          streams("h2c", Wire.H2C, 8, 16, gate(.85, 1.15), aim(.60, .90)),
          streams("h2c1", Wire.H2C, 64, 1, gate(1.15, 1.40), aim(.80, 1.00)),
          streams("h2", Wire.TLS, 8, 16, gate(.85, 1.15), aim(.60, .90)));

  private static Scenario http(
      String name, int requests, int connections, int bodyBytes, Target gate, Target aim) {
    return new Scenario(
        name, Wire.HTTP, Tool.H2LOAD, requests, connections, 0, bodyBytes, gate, aim);
  }

  private static Scenario tls(String name, int requests, int connections, int bodyBytes) {
    return new Scenario(
        name,
        Wire.TLS,
        Tool.H2LOAD,
        requests,
        connections,
        0,
        bodyBytes,
        gate(1.00, .95),
        aim(.85, .80));
  }

  private static Scenario streams(
      String name, Wire wire, int connections, int streams, Target gate, Target aim) {
    return new Scenario(name, wire, Tool.H2LOAD, 20_000, connections, streams, 128, gate, aim);
  }

  private static Target gate(double nginx, double haproxy) {
    return new Target(nginx, haproxy);
  }

  private static Target aim(double nginx, double haproxy) {
    return new Target(nginx, haproxy);
  }

  /// @param cpu that the generator is kept on
  List<String> command(int port, int cpu) {
    List<String> line = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu)));
    switch (tool) {
      case WRK -> {
        line.addAll(List.of("wrk", "-t1", "-c" + connections, "-d2", "--timeout", "5"));
        line.addAll(List.of("-H", "Host: app.example.com", "-H", "Connection: close"));
      }
      case H2LOAD, H2LOAD_HANDSHAKES -> {
        line.addAll(List.of("h2load", "-n", "" + requests, "-c", "" + connections));
        line.add("--connect-to=127.0.0.1:" + port);
        if (streams == 0) line.add("--h1");
        else line.addAll(List.of("-m", "" + streams));
        if (tool == Tool.H2LOAD_HANDSHAKES) line.addAll(List.of("-r", "1200"));
      }
    }
    for (String header : BROWSER) line.addAll(List.of("-H", header));
    String authority = tool == Tool.WRK ? "127.0.0.1:" + port : "app.example.com";
    line.add("%s://%s/b/%d".formatted(wire.scheme(), authority, bodyBytes));
    return line;
  }

  /// What a browser sends besides, so that a request has about 600 bytes.
  private static final List<String> BROWSER =
      List.of(
          "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
          "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
          "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
          "Accept-Encoding: gzip, deflate, br, zstd",
          "Referer: https://app.example.com/catalogue/products?page=12&sort=price",
          "Cookie: session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; consent=1732060800",
          "Sec-Fetch-Dest: document",
          "Sec-Fetch-Mode: navigate");
}

package io.veloflux.standalone.demo;

import java.nio.file.Path;

/// What the demo prints once it serves: lines to paste.
///
/// @param authority file with the certificate that clients must trust
/// @param home the folder of `./veloflux`
public record Guide(
    int httpPort,
    int httpsPort,
    int adminPort,
    int samplePort,
    Path dataDirectory,
    Path kubeconfig,
    Path log,
    Path authority,
    Path home) {

  public String text() {
    return """

    VeloFlux serves. Ctrl-C ends it. In another terminal, for example:

      export KUBECONFIG=%(kubeconfig)
      kubectl get veloflux -A

      curl http://hello.localhost:%(http)/       # red, green and blue in turn
      curl --cacert %(authority) https://hello.localhost:%(https)/
      curl -X POST http://localhost:%(red)/sick   # red fails its checks: left out two seconds later
      curl -X POST http://localhost:%(red)/well
      curl 'http://hello.localhost:%(http)/slow?delay=3000'   # longer than the route allows: 504

    A tenant of your own:

      kubectl apply -f %(examples)/quickstart%(ports)
      kubectl wait --for=condition=Programmed route/shop -n acme
      curl -H 'Host: shop.example.com' http://localhost:%(http)/   # red and green in turn

      kubectl patch pool shop -n acme --type merge -p '{"spec":{"algorithm":"WeightedRoundRobin"}}'
      kubectl delete backend green -n acme
      kubectl describe route shop -n acme

    Sample servers   red :%(red), green :%(green), blue :%(blue), slow :%(slow)
    Proxy            http://localhost:%(admin)/state and /metrics
    Log              %(log)
    To start over    end it and remove %(data)

    """
        .indent(0)
        .replace("%(kubeconfig)", quoted(kubeconfig))
        .replace("%(log)", log.toString())
        .replace("%(data)", dataDirectory.toString())
        .replace("%(examples)", examples())
        .replace("%(authority)", quoted(authority))
        .replace("%(https)", Integer.toString(httpsPort))
        .replace("%(http)", Integer.toString(httpPort))
        .replace("%(admin)", Integer.toString(adminPort))
        .replace("%(red)", Integer.toString(samplePort))
        .replace("%(green)", Integer.toString(samplePort + 1))
        .replace("%(blue)", Integer.toString(samplePort + 2))
        .replace("%(slow)", Integer.toString(samplePort + 3))
        .replace(
            "%(ports)",
            samplePort == SampleServers.FIRST_PORT
                ? ""
                : "   # its backends have other ports: change them first");
  }

  /// Relative where the user stands in the project's folder, as in the README.
  private String examples() {
    boolean there = home.toAbsolutePath().normalize().equals(Path.of("").toAbsolutePath());
    return there ? "examples" : quoted(home.toAbsolutePath().normalize().resolve("examples"));
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[-+.,:=@%/\\w]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}

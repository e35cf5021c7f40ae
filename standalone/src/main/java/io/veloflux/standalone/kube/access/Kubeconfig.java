package io.veloflux.standalone.kube.access;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// Writes the file with which `kubectl` finds the server and is let in.
public final class Kubeconfig {
  private Kubeconfig() {}

  public static void write(Path file, URI server, String authorityCertificate, Token token)
      throws IOException {
    String authority =
        Base64.getEncoder()
            .encodeToString(authorityCertificate.getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.write(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: veloflux
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: veloflux
          user:
            token: %s
        contexts:
        - name: veloflux
          context:
            cluster: veloflux
            user: veloflux
        current-context: veloflux
        """
            .formatted(server, authority, token.secret()));
  }
}

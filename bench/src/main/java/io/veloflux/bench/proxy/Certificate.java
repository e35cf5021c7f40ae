package io.veloflux.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// One certificate for all proxies: ECDSA on P-256, made for the run.
final class Certificate {
  private static final String KEY = "key.pem";
  private static final String CERTIFICATE = "cert.pem";

  /// Both, as HAProxy wants them.
  private static final String BOTH = "both.pem";

  private Certificate() {}

  static void make(Path work) throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=app.example.com"
                    .concat(" -addext subjectAltName=DNS:app.example.com")
                    .concat(" -keyout " + KEY + " -out " + CERTIFICATE)
                    .split(" ", -1))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("openssl.log").toFile())
            .start();
    if (openssl.waitFor() != 0) throw new IOException("openssl made no certificate");
    Files.writeString(
        work.resolve(BOTH),
        Files.readString(work.resolve(CERTIFICATE)) + Files.readString(work.resolve(KEY)));
  }

  static void copy(Path work, Path home) throws IOException {
    for (String file : new String[] {KEY, CERTIFICATE, BOTH}) {
      Files.copy(work.resolve(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

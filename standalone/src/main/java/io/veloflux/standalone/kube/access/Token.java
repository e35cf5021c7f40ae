package io.veloflux.standalone.kube.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The secret that every request has to carry. Prints as `[redacted]`.
public final class Token {
  private static final int BYTES = 32;
  private static final String SCHEME = "Bearer ";

  private final String secret;

  private Token(String secret) {
    this.secret = secret;
  }

  /// Reads the file; makes it, readable by its owner alone, when it is absent.
  public static Token open(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        PrivateFiles.write(file, HexFormat.of().formatHex(random) + "\n");
      }
      String secret = Files.readString(file).strip();
      if (secret.length() < BYTES) throw new IllegalStateException(file + " holds no token");
      return new Token(secret);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the token in " + file + ": " + e, e);
    }
  }

  /// @param authorization the header, `Bearer …`; takes the same time wherever it differs
  public boolean opens(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return false;
    byte[] offered =
        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(offered, secret.getBytes(StandardCharsets.UTF_8));
  }

  /// For those who are to hold it.
  public String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}

package io.veloflux.proxy.pem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Finds the blocks between `-----BEGIN X-----` and `-----END X-----` (RFC 7468); what is around
/// them means nothing.
final class PemBlocks {
  /// @param label such as `CERTIFICATE`
  /// @param body between the two lines, with headers if it has some
  record Block(String label, String body) {
    /// RFC 1421 §4.6.1.1: how OpenSSL marked encrypted keys before PKCS#8.
    boolean isEncrypted() {
      return label.equals("ENCRYPTED PRIVATE KEY") || body.contains("ENCRYPTED");
    }

    byte[] bytes() throws PemException {
      try {
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
      } catch (IllegalArgumentException e) {
        throw new PemException("has a %s that is not Base64".formatted(label), e);
      }
    }

    @Override
    public String toString() {
      return label; // the body may be a private key
    }
  }

  /// A chain of ten RSA certificates is 20 KiB.
  private static final int MAX_CHARS = 256 * 1024;

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private PemBlocks() {}

  static List<Block> of(String text) throws PemException {
    if (text.length() > MAX_CHARS) {
      throw new PemException("is longer than %d characters".formatted(MAX_CHARS));
    }
    List<Block> blocks = new ArrayList<>();
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      if (labelEnd < 0) throw new PemException("has a BEGIN line that does not end");
      String label = text.substring(at + BEGIN.length(), labelEnd);
      int bodyStart = labelEnd + DASHES.length();
      int end = text.indexOf("-----END " + label + DASHES, bodyStart);
      if (end < 0) throw new PemException("is cut off: a BEGIN line has no END line");
      blocks.add(new Block(label, text.substring(bodyStart, end)));
      at = end;
    }
    return blocks;
  }
}

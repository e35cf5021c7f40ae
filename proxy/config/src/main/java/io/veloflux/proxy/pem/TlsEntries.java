package io.veloflux.proxy.pem;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Certificates with their keys by the names that a configuration uses for them: what the TLS
/// Secret of one tenant holds, as `NAME.crt` and `NAME.key`.
///
/// A name says of which Secret the entry is and ends in the digest of its content, so that a
/// configuration is never served with a certificate that it does not mean. Equal when the content
/// is.
public record TlsEntries(SortedMap<String, PemPair> pairs) {
  public static final TlsEntries NONE = new TlsEntries(new TreeMap<>());

  public static final String CERTIFICATES = ".crt";
  public static final String KEY = ".key";

  /// Names of Secrets may be longer than the names of entries.
  private static final int MAX_NAME = 200;

  public TlsEntries {
    pairs = new TreeMap<>(pairs);
  }

  /// `SECRET.DIGEST`
  public static String name(String secret, PemPair pair) {
    return prefix(secret) + pair.digest();
  }

  /// What all entries of that Secret begin with, whatever their content.
  public static String prefix(String secret) {
    return (secret.length() > MAX_NAME ? secret.substring(0, MAX_NAME) : secret) + ".";
  }

  /// Whether an entry is of that Secret, whatever its content.
  public static boolean isOf(String secret, String entry) {
    String prefix = prefix(secret);
    return entry.startsWith(prefix) && entry.length() == prefix.length() + PemPair.DIGEST_CHARS;
  }

  /// @param files by name with suffix; those without their other half are left out
  public static TlsEntries of(Map<String, String> files) {
    SortedMap<String, PemPair> pairs = new TreeMap<>();
    files.forEach((file, certificates) -> {
      if (!file.endsWith(CERTIFICATES)) return;
      String name = file.substring(0, file.length() - CERTIFICATES.length());
      String key = files.get(name + KEY);
      if (key != null) pairs.put(name, new PemPair(certificates, key));
    });
    return new TlsEntries(pairs);
  }

  /// By name with suffix.
  public SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    pairs.forEach((name, pair) -> {
      files.put(name + CERTIFICATES, pair.certificates());
      files.put(name + KEY, pair.key());
    });
    return files;
  }

  public TlsEntries only(Iterable<String> names) {
    SortedMap<String, PemPair> some = new TreeMap<>();
    for (String name : names) {
      PemPair pair = pairs.get(name);
      if (pair != null) some.put(name, pair);
    }
    return new TlsEntries(some);
  }

  @Override
  public String toString() {
    return pairs.keySet().toString();
  }
}

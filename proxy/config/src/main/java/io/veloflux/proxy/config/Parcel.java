package io.veloflux.proxy.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// How a [ProxyConfig] travels in one object of Kubernetes: plain JSON while small, gzip when
/// large, annotated with hash, counts and size. The writer and the reader of such objects share
/// this and nothing else.
///
/// @param annotations to be put on the object
/// @param name of the entry: [#PLAIN] under `data`, or [#GZIP] under `binaryData`
/// @param content of the entry as the object holds it: the JSON itself, or Base64 of the gzipped
///   JSON
public record Parcel(Map<String, String> annotations, String name, String content) {
  public static final String PLAIN = "config.json";
  public static final String GZIP = "config.json.gz";

  /// [ConfigCodec#hash] of the JSON, whatever the form.
  public static final String HASH = "veloflux.io/config-hash";

  public static final String BYTES = "veloflux.io/config-bytes";
  public static final String ROUTES = "veloflux.io/config-routes";

  /// From this size on the JSON is compressed.
  static final int GZIP_FROM_BYTES = 64 * 1024;

  /// A small object cannot unfold into more than this.
  static final int MAX_BYTES = 64 * 1024 * 1024;

  public static Parcel pack(ProxyConfig config) {
    byte[] json = ConfigCodec.write(config);
    Map<String, String> annotations =
        Map.of(
            HASH, ConfigCodec.hash(json),
            BYTES, Integer.toString(json.length),
            ROUTES, Integer.toString(config.routes().size()));
    return json.length < GZIP_FROM_BYTES
        ? new Parcel(annotations, PLAIN, new String(json, StandardCharsets.UTF_8))
        : new Parcel(annotations, GZIP, Base64.getEncoder().encodeToString(gzip(json)));
  }

  /// @throws ConfigException if the bytes are not those that the hash names, or are no
  ///   configuration
  public ProxyConfig unpack() throws ConfigException {
    byte[] json = GZIP.equals(name) ? gunzip(content) : content.getBytes(StandardCharsets.UTF_8);
    String named = annotations.getOrDefault(HASH, "");
    String found = ConfigCodec.hash(json);
    if (!named.equals(found)) {
      throw new ConfigException(
          "the content has hash %s, its annotation says '%s'".formatted(found, named));
    }
    return ConfigCodec.read(json);
  }

  private static byte[] gzip(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 8);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out, 8192) {
          {
            def.setLevel(java.util.zip.Deflater.BEST_SPEED); // twice the size, a third of the time
          }
        }) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static byte[] gunzip(String content) throws ConfigException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("not Base64: " + e.getMessage(), e);
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes), 8192)) {
      byte[] json = gzip.readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES)
        throw new ConfigException("larger than %d bytes".formatted(MAX_BYTES));
      return json;
    } catch (IOException e) {
      throw new ConfigException("not gzip: " + e.getMessage(), e);
    }
  }
}

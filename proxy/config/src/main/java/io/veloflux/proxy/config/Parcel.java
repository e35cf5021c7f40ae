package io.veloflux.proxy.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// How a [ProxyConfig] travels in an object of Kubernetes: plain JSON while small, gzip when large,
/// or as the changes that lead to it from another one, the base, which travels by itself. Annotated
/// with hash, counts and size. The writer and the reader of such objects share this and nothing
/// else.
///
/// @param annotations to be put on the object
/// @param name of the entry: [#PLAIN] or [#CHANGES] under `data`, or [#GZIP] under `binaryData`
/// @param content of the entry as the object holds it: the JSON itself, or Base64 of the gzipped
///   JSON
public record Parcel(Map<String, String> annotations, String name, String content) {
  public static final String PLAIN = "config.json";
  public static final String GZIP = "config.json.gz";
  public static final String CHANGES = "changes.json";

  /// An object has one of them.
  public static final List<String> NAMES = List.of(PLAIN, GZIP, CHANGES);

  /// Names the configuration: [ConfigCodec#hash] of its JSON, or where there are changes, of the
  /// base's hash and theirs.
  public static final String HASH = "veloflux.io/config-hash";

  /// [#HASH] of the base, where there is one.
  public static final String BASE = "veloflux.io/config-base";

  /// Of the JSON in this object, before compression.
  public static final String BYTES = "veloflux.io/config-bytes";

  public static final String ROUTES = "veloflux.io/config-routes";

  /// From this size on the JSON is compressed.
  static final int GZIP_FROM_BYTES = 64 * 1024;

  /// Changes that take more than this are worth a new base: about a hundred routes.
  static final int MAX_CHANGES_BYTES = 32 * 1024;

  /// A small object cannot unfold into more than this.
  static final int MAX_BYTES = 64 * 1024 * 1024;

  /// The whole of it.
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

  /// The changes that lead from `base` to `config`.
  ///
  /// @param baseHash of the parcel that the base travels in
  /// @return `null` if they are too many, or of a kind that only the whole can say
  public static @Nullable Parcel pack(String baseHash, ProxyConfig base, ProxyConfig config) {
    if (2 * config.routes().size() < base.routes().size()) return null;
    ConfigChanges changes = ConfigChanges.between(base, config);
    if (changes == null) return null;
    byte[] json = ConfigCodec.write(changes);
    if (json.length > MAX_CHANGES_BYTES) return null;
    return new Parcel(
        Map.of(
            HASH, hash(baseHash, changes, json),
            BASE, baseHash,
            BYTES, Integer.toString(json.length),
            ROUTES, Integer.toString(config.routes().size())),
        CHANGES,
        new String(json, StandardCharsets.UTF_8));
  }

  /// Says that a base holds without any changes.
  ///
  /// @param base the whole of it
  public static Parcel withoutChanges(Parcel base) {
    byte[] json =
        ConfigCodec.write(new ConfigChanges(ProxyConfig.SCHEMA, List.of(), List.of(), Map.of()));
    return new Parcel(
        Map.of(
            HASH, base.hash(),
            BASE, base.hash(),
            BYTES, Integer.toString(json.length),
            ROUTES, base.annotations().getOrDefault(ROUTES, "")),
        CHANGES,
        new String(json, StandardCharsets.UTF_8));
  }

  /// Without changes a configuration has the name of its base.
  private static String hash(String baseHash, ConfigChanges changes, byte[] json) {
    if (changes.isEmpty()) return baseHash;
    byte[] before = (baseHash + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(before, before.length + json.length);
    System.arraycopy(json, 0, both, before.length, json.length);
    return ConfigCodec.hash(both);
  }

  public String hash() {
    return annotations.getOrDefault(HASH, "");
  }

  /// [#hash] of the parcel without which this one cannot be unpacked, or `""`.
  public String base() {
    return CHANGES.equals(name) ? annotations.getOrDefault(BASE, "") : "";
  }

  /// Of a parcel that needs no base.
  ///
  /// @throws ConfigException if the bytes are not those that the hash names, or are no
  ///   configuration
  public ProxyConfig unpack() throws ConfigException {
    byte[] json = GZIP.equals(name) ? gunzip(content) : content.getBytes(StandardCharsets.UTF_8);
    requireHash(ConfigCodec.hash(json));
    return ConfigCodec.read(json);
  }

  /// @param base the configuration whose hash is [#base]
  /// @throws ConfigException as [#unpack()], also if the changes do not fit the base
  public ProxyConfig unpack(ProxyConfig base) throws ConfigException {
    byte[] json = content.getBytes(StandardCharsets.UTF_8);
    ConfigChanges changes = ConfigCodec.readChanges(json);
    requireHash(hash(base(), changes, json));
    return changes.isEmpty() ? base : changes.applyTo(base);
  }

  private void requireHash(String found) throws ConfigException {
    if (!hash().equals(found)) {
      throw new ConfigException(
          "the content has hash %s, its annotation says '%s'".formatted(found, hash()));
    }
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

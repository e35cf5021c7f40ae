package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The one JSON form of [ProxyConfig]: equal configurations are equal bytes, and a reader refuses
/// what it must not skip.
///
/// Any thread may use it.
public final class ConfigCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
          .configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, false)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true)
          .configure(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE, true)
          .build();

  private ConfigCodec() {}

  public static byte[] write(ProxyConfig config) {
    return json(config);
  }

  static byte[] write(ConfigChanges changes) {
    return json(changes);
  }

  private static byte[] json(Record value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records are always writable", e);
    }
  }

  /// @throws ConfigException if it is no configuration, of a newer schema, or uses an alternative
  ///   unknown here
  public static ProxyConfig read(byte[] json) throws ConfigException {
    ProxyConfig config = read(json, ProxyConfig.class);
    requireSchema(config.schema());
    return config;
  }

  /// @throws ConfigException as [#read]
  static ConfigChanges readChanges(byte[] json) throws ConfigException {
    ConfigChanges changes = read(json, ConfigChanges.class);
    requireSchema(changes.schema());
    return changes;
  }

  private static <T> T read(byte[] json, Class<T> type) throws ConfigException {
    T value;
    try {
      value = JSON.readValue(json, type);
    } catch (InvalidTypeIdException e) {
      throw new ConfigException(
          "%s: this proxy does not know '%s'".formatted(path(e), e.getTypeId()), e);
    } catch (JsonProcessingException e) {
      throw new ConfigException("not a configuration: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ConfigException("not a configuration: " + e.getMessage(), e);
    }
    if (value == null) throw new ConfigException("not a configuration: null");
    return value;
  }

  private static void requireSchema(int schema) throws ConfigException {
    if (schema < 1 || schema > ProxyConfig.SCHEMA) {
      throw new ConfigException(
          "schema %d: this proxy understands 1 to %d".formatted(schema, ProxyConfig.SCHEMA));
    }
  }

  /// Names a configuration by its bytes: 32 hexadecimal digits of SHA-256.
  public static String hash(byte[] json) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String path(InvalidTypeIdException e) {
    StringBuilder path = new StringBuilder();
    for (var reference : e.getPath()) {
      if (reference.getFieldName() == null)
        path.append('[').append(reference.getIndex()).append(']');
      else path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
    }
    return path.toString();
  }
}

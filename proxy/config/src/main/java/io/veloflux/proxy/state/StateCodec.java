package io.veloflux.proxy.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.veloflux.proxy.config.ConfigCodec;
import java.io.IOException;

/// The JSON form of [ProxyState]. Readers ignore what they do not know: an older operator watches a
/// newer proxy.
///
/// Any thread may use it.
public final class StateCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  private StateCodec() {}

  public static byte[] write(ProxyState state) {
    try {
      return JSON.writeValueAsBytes(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a ProxyState is always writable", e);
    }
  }

  /// @throws IOException if it is no state
  public static ProxyState read(byte[] json) throws IOException {
    ProxyState state = JSON.readValue(json, ProxyState.class);
    if (state == null) throw new IOException("not a state: null");
    return state;
  }

  /// Names a state, for the `ETag` of `GET /state` and the long poll on it.
  public static String revision(byte[] json) {
    return ConfigCodec.hash(json);
  }
}

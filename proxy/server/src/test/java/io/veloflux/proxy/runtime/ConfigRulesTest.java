package io.veloflux.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD =
      """
      {"schema": 1, "tenant": "a",
       "listeners": [{"name": "l", "bindPort": 8080, "port": 80, "traffic": {"type": "http",
         "hosts": [{"hostname": "a.test", "matches": [{"path": {"type": "prefix", "path": "/"}, "route": "r"}]}]}}],
       "routes": [{"id": "r", "targets": [{"weight": 1, "action": {"type": "forward", "pool": "p"}}]}],
       "pools": [{"id": "p",
         "check": {"path": "/", "intervalMillis": 1, "timeoutMillis": 1, "expectedStatus": 200,
                   "healthyThreshold": 1, "unhealthyThreshold": 1},
         "endpoints": [{"backend": "b", "host": "127.0.0.1", "port": 80, "weight": 1}]}]}
      """;

  @Test
  void aGoodOnePasses() throws Exception {
    ConfigRules.check("a", config("/tenant", "\"a\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /tenant                                    | "b"          | offered for tenant 'a' but says tenant 'b'
          /listeners/0/bindPort                      | 0            | l: bindPort and port must be from 1 to 65535
          /listeners/0/bindPort                      | 65536        | l: bindPort and port must be from 1 to 65535
          /listeners/0/hostname                      | "A.test"     | l: 'A.test' is no hostname
          /listeners/0/hostname                      | "a.*.test"   | l: 'a.*.test' is no hostname
          /listeners/0/hostname                      | "a.test."    | l: 'a.test.' is no hostname
          /listeners/0/clientAddress                 | {"trustedProxies":["x"]} | l: trusted proxy 'x' is no address range
          /listeners/0/traffic/hosts/0/matches/0/route | "x"        | l: there is no x
          /routes/0/targets                          | []           | r: no targets
          /routes/0/targets/0/weight                 | -1           | r: a target has a negative weight
          /routes/0/targets/0/action/pool            | "x"          | r: there is no x
          /routes/0/targets/0/action                 | {"type":"reject","status":42} | r: rejects with 42, no HTTP status
          /routes/0/targets/0/action                 | null         | r: a target has no action
          /pools/0/connectMillis                     | -1           | p: connectMillis and idleMillis must be above 0
          /pools/0/check/path                        | "x"          | p: the path of its check must start with '/' and be free of blanks
          /pools/0/check/path                        | "/x y"       | p: the path of its check must start with '/' and be free of blanks
          /pools/0/check/timeoutMillis               | 0            | p: interval and timeout of its check must be above 0
          /pools/0/endpoints/0/port                  | 0            | p: 127.0.0.1:0 has no port from 1 to 65535
          /pools/0/endpoints/0/host                  | " "          | p: an endpoint has no host
          /pools/0/endpoints/0/weight                | -1           | p: 127.0.0.1:80 has a negative weight
          """)
  void theFirstRuleThatIsBrokenIsNamed(String pointer, String value, String reason)
      throws Exception {
    ProxyConfig config = config(pointer, value);
    assertEquals(
        reason,
        assertThrows(ConfigException.class, () -> ConfigRules.check("a", config)).getMessage());
  }

  @Test
  void namesAreUnique() throws Exception {
    ProxyConfig config = config("/tenant", "\"a\"");
    ProxyConfig twice =
        new ProxyConfig(
            1,
            "a",
            config.listeners(),
            config.routes(),
            List.of(config.pools().getFirst(), config.pools().getFirst()));
    assertEquals(
        "p: there are two of that id",
        assertThrows(ConfigException.class, () -> ConfigRules.check("a", twice)).getMessage());
  }

  private static ProxyConfig config(String pointer, String value)
      throws IOException, ConfigException {
    JsonNode tree = JSON.readTree(GOOD);
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) tree.at(pointer.substring(0, slash)))
        .set(pointer.substring(slash + 1), JSON.readTree(value));
    return ConfigCodec.read(tree.toString().getBytes(StandardCharsets.UTF_8));
  }
}

package io.veloflux.proxy.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCodecTest {
  static final ProxyConfig EVERYTHING =
      new ProxyConfig(
          1,
          "acme",
          List.of(
              new ListenerConfig(
                  "loadbalancer/acme/default/http",
                  10080,
                  80,
                  "*.example.com",
                  new Security.Cleartext(),
                  new Traffic.Http(
                      List.of(
                          new HostConfig(
                              "shop.example.com",
                              List.of(
                                  new MatchConfig(
                                      new PathMatch.Exact("/a"),
                                      List.of(new MatchCondition.Method("GET")),
                                      "route/acme/shop"),
                                  new MatchConfig(
                                      new PathMatch.Prefix("/api"),
                                      List.of(),
                                      "route/acme/shop"))))),
                  new ListenerConfig.ListenerLimits(1, 2, 3),
                  new ListenerConfig.ClientAddress(List.of("10.0.0.0/8"))),
              new ListenerConfig(
                  "loadbalancer/acme/default/https",
                  10443,
                  443,
                  "",
                  new Security.Terminate(List.of("shop.0a"), Security.TlsProfile.MODERN),
                  new Traffic.Http(List.of()),
                  ListenerConfig.ListenerLimits.DEFAULT,
                  ListenerConfig.ClientAddress.PEER)),
          List.of(
              new RouteConfig(
                  "route/acme/shop",
                  List.of(
                      new RouteConfig.Target(3, new Action.Forward("pool/acme/web")),
                      new RouteConfig.Target(
                          1, new Action.Reject(500, "PoolNotFound", "pool/acme/gone"))),
                  List.of(new Admission.Deny(503, "TenantSuspended")),
                  new RouteConfig.Timeouts(1, 2, 3),
                  new RouteConfig.Retry(2, List.of(503)))),
          List.of(
              new PoolConfig(
                  "pool/acme/web",
                  PoolConfig.Algorithm.LEAST_CONNECTIONS,
                  new PoolConfig.HealthCheck("/health", 1_000, 500, 200, 2, 3),
                  100,
                  200,
                  List.of(
                      new EndpointConfig(
                          "a", "::1", 8080, 0, EndpointConfig.State.DRAINING, true, 7)))));

  @Test
  void whatIsWrittenReadsBackEqual() throws ConfigException {
    assertEquals(EVERYTHING, ConfigCodec.read(ConfigCodec.write(EVERYTHING)));
  }

  @Test
  void equalConfigurationsAreEqualBytes() throws ConfigException {
    byte[] once = ConfigCodec.write(EVERYTHING);
    assertArrayEquals(once, ConfigCodec.write(ConfigCodec.read(once)));
  }

  @Test
  void absentMeansTheNamedDefault() throws ConfigException {
    ProxyConfig config =
        read(
            """
            {"schema": 1, "tenant": "acme",
             "listeners": [{"name": "a", "bindPort": 1, "port": 2, "traffic": {"type": "http"}}],
             "pools": [{"id": "p", "endpoints": [{"host": "h", "port": 1}]}],
             "routes": [{"id": "r"}]}
            """);
    ListenerConfig listener = config.listeners().getFirst();
    assertEquals(ListenerConfig.ListenerLimits.DEFAULT, listener.limits());
    assertEquals(new Security.Cleartext(), listener.security());
    assertEquals(new Traffic.Http(List.of()), listener.traffic());
    PoolConfig pool = config.pools().getFirst();
    assertEquals(2_000, pool.connectMillis());
    assertEquals(EndpointConfig.State.READY, pool.endpoints().getFirst().state());
    assertEquals(List.of(), config.routes().getFirst().admission());
  }

  @Test
  void unknownFieldsAreIgnored() throws ConfigException {
    assertEquals("acme", read("{\"schema\":1,\"tenant\":\"acme\",\"colour\":\"blue\"}").tenant());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"schema":1,"listeners":[{"security":{"type":"quantum"}}]}         | listeners[0].security: this proxy does not know 'quantum'
          {"schema":1,"listeners":[{"traffic":{"type":"smtp"}}]}             | listeners[0].traffic: this proxy does not know 'smtp'
          {"schema":1,"routes":[{"admission":[{"type":"jwt"}]}]}             | routes[0].admission[0]: this proxy does not know 'jwt'
          {"schema":1,"routes":[{"targets":[{"action":{"type":"teapot"}}]}]} | routes[0].targets[0].action: this proxy does not know 'teapot'
          {"schema":2}                                                       | schema 2: this proxy understands 1 to 1
          {}                                                                 | schema 0: this proxy understands 1 to 1
          null                                                               | not a configuration: null
          {"schema":1}{}                                                     | not a configuration
          {"schema":1,"pools":[{"algorithm":"PSYCHIC"}]}                     | not a configuration
          """)
  void whatMustNotBeSkippedIsRefused(String json, String sentence) {
    assertRefused(json, sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"path":{"type":"regex"}}          | matches[0].path: this proxy does not know 'regex'
          {"conditions":[{"type":"moon"}]}   | matches[0].conditions[0]: this proxy does not know 'moon'
          """)
  void unknownWaysToMatchAreRefused(String match, String sentence) {
    assertRefused(
        "{\"schema\":1,\"listeners\":[{\"traffic\":{\"type\":\"http\",\"hosts\":[{\"matches\":["
            + match
            + "]}]}}]}",
        sentence);
  }

  @Test
  void anIpv6EndpointHasBrackets() {
    EndpointConfig endpoint = new EndpointConfig("a", "::1", 80, 1, EndpointConfig.State.READY);
    assertEquals("[::1]:80", endpoint.authority());
  }

  private static void assertRefused(String json, String sentence) {
    ConfigException e = assertThrows(ConfigException.class, () -> read(json));
    assertTrue(String.valueOf(e.getMessage()).contains(sentence), e.getMessage());
  }

  private static ProxyConfig read(String json) throws ConfigException {
    return ConfigCodec.read(json.getBytes(UTF_8));
  }
}

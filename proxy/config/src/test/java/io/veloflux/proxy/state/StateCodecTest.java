package io.veloflux.proxy.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.veloflux.proxy.state.ProxyState.EndpointState;
import io.veloflux.proxy.state.ProxyState.PoolState;
import io.veloflux.proxy.state.ProxyState.Refused;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateCodecTest {
  private static final ProxyState EVERYTHING =
      new ProxyState(
          "proxy-1",
          true,
          true,
          true,
          List.of(
              new TenantState(
                  "acme",
                  "abc",
                  new Refused("def", "schema 2"),
                  List.of(
                      new PoolState(
                          "pool/acme/web",
                          List.of(
                              new EndpointState("a", "10.0.0.1:80", true, ""),
                              new EndpointState("b", "10.0.0.2:80", false, "status 503")))))));

  @Test
  void whatIsWrittenReadsBackEqual() throws IOException {
    assertEquals(EVERYTHING, StateCodec.read(StateCodec.write(EVERYTHING)));
  }

  @Test
  void fieldsOfANewerProxyAreIgnored() throws IOException {
    assertEquals(
        new ProxyState("a", true, false, false, List.of()),
        StateCodec.read("{\"proxy\":\"a\",\"ready\":true,\"mood\":7}".getBytes(UTF_8)));
  }

  @Test
  void equalStatesHaveEqualRevisions() {
    byte[] once = StateCodec.write(EVERYTHING);
    assertEquals(StateCodec.revision(once), StateCodec.revision(StateCodec.write(EVERYTHING)));
    assertNotEquals(StateCodec.revision(once), StateCodec.revision("{}".getBytes(UTF_8)));
  }

  @Test
  void nullIsNoState() {
    assertThrows(IOException.class, () -> StateCodec.read("null".getBytes(UTF_8)));
  }
}

package io.veloflux.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GuideTest {
  @Test
  void theLinesCanBePastedWhateverThePorts() {
    String text =
        new Guide(
                8080,
                8443,
                9000,
                7001,
                Path.of("/home/a b"),
                Path.of("/home/a b/kubeconfig"),
                Path.of("/log"),
                Path.of("/home/a b-ca.pem"),
                Path.of("/veloflux"))
            .text();
    assertTrue(text.contains("export KUBECONFIG='/home/a b/kubeconfig'\n"), text);
    assertTrue(text.contains("kubectl apply -f /veloflux/examples/quickstart"), text);
    assertTrue(text.contains("curl -H 'Host: shop.example.com' http://localhost:8080/"), text);
    String secure = "curl --cacert '/home/a b-ca.pem' https://hello.localhost:8443/";
    assertTrue(text.contains(secure), text);
    assertTrue(text.contains("curl -X POST http://localhost:7001/sick"), text);
    assertFalse(text.contains("%("), text);
  }
}

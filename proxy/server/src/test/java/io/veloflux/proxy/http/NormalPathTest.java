package io.veloflux.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b/, /a/b/",
    "//, /",
    "/a//b///c, /a/b/c",
    "/., /",
    "/./a, /a",
    "/a/., /a/",
    "/a/.., /",
    "/a/../b, /b",
    "/a/b/../../c, /c",
    "/../../a, /a",
    "/a/%2e%2E/b, /b",
    "/%61%2D%7e, /a-~",
    "/%c3%bc, /%C3%BC",
    "/%20%3b, /%20%3B",
    "/a;x=1/b, /a;x=1/b",
    "/.well-known/x, /.well-known/x",
    "/..a/...b, /..a/...b",
    "/a%2525, /a%2525",
  })
  void givesOneSpelling(String path, String expected) {
    assertEquals(expected, normal(path));
  }

  @Test
  void isItsOwnNormalPath() {
    SplittableRandom random = new SplittableRandom(7);
    String[] pieces = {"/", "/", ".", "..", "%2e", "%2E", "a", "%61", "%25", ";", "%3a", "~"};
    for (int round = 0; round < 20_000; round++) {
      StringBuilder path = new StringBuilder("/");
      for (int i = random.nextInt(8); i > 0; i--)
        path.append(pieces[random.nextInt(pieces.length)]);
      String once = normal(path.toString());
      if (once.startsWith("fault")) continue;
      assertEquals(once, normal(once), path.toString());
      byte[] bytes = once.getBytes(StandardCharsets.US_ASCII);
      assertTrue(
          once.contains("%") || NormalPath.isNormal(bytes, 0, bytes.length) || once.contains("/."),
          once);
    }
  }

  private static String normal(String path) {
    byte[] bytes = ("xx" + path + "?q").getBytes(StandardCharsets.US_ASCII);
    NormalPath normal = NormalPath.of(bytes, 2, 2 + path.length());
    if (normal.fault() != null) return "fault: " + normal.fault();
    return new String(bytes, 2, normal.end() - 2, StandardCharsets.US_ASCII);
  }
}

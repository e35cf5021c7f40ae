package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.veloflux.proxy.listener.ProxyUnderTest.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// HTTP/2 and HPACK as `h2spec --strict` asks for them, by prior knowledge on the port in clear
/// text.
@Tag("conformance")
class H2specConformanceIT {
  private static final int CASES = 147;

  /// What the tool says about its cases.
  private record Report(int passed, List<String> others) {
    private static Report read(Path xml) throws Exception {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(xml.toFile())
              .getElementsByTagName("testcase");
      int passed = 0;
      List<String> others = new ArrayList<>();
      for (int i = 0; i < cases.getLength(); i++) {
        Element testCase = (Element) cases.item(i);
        NodeList verdicts = testCase.getElementsByTagName("*");
        if (verdicts.getLength() == 0) {
          passed++;
        } else {
          others.add(
              "%s: %s: %s %s"
                  .formatted(
                      testCase.getAttribute("package"),
                      testCase.getAttribute("classname"),
                      verdicts.item(0).getNodeName(),
                      verdicts.item(0).getTextContent().strip()));
        }
      }
      return new Report(passed, others);
    }
  }

  @Test
  void passesEveryCase(@TempDir Path folder) throws Exception {
    Tool tool = Tool.built("h2spec");
    // With less content some cases are skipped.
    try (Backend backend =
            Backend.answering(
                "HTTP/1.1 200 OK|Content-Length: 64||" + "0123456789abcdef".repeat(4));
        ProxyUnderTest proxy = new ProxyUnderTest(Setup.USUAL, backend)) {
      Path xml = folder.resolve("report.xml");
      Path output = folder.resolve("output");
      tool.run(
          output,
          Duration.ofSeconds(300),
          List.of(
              "--strict",
              "--host=127.0.0.1",
              "--port=" + proxy.port(),
              "--timeout=5",
              "--junit-report=" + xml));
      if (!Files.exists(xml)) throw new AssertionError("no report: " + Files.readString(output));
      Report report = Report.read(xml);
      for (String other : report.others) System.err.println("h2spec: " + other);
      assertEquals(new Report(CASES, List.of()), report);
    }
  }
}

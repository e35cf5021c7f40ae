package io.veloflux.standalone.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;

/// Reads what was recorded, from `kube/` among the test resources.
public final class Resources {
  private Resources() {}

  public static JsonNode yaml(String name) {
    try {
      return new YAMLMapper().readTree(bytes(name));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  public static byte[] bytes(String name) throws IOException {
    try (var in = Resources.class.getResourceAsStream("/kube/" + name)) {
      if (in == null) throw new FileNotFoundException(name);
      return in.readAllBytes();
    }
  }
}

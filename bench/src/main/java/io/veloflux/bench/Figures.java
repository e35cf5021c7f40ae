package io.veloflux.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.FormatMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last line of a benchmark.
public final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  public Figures(String benchmark) {
    values.put("benchmark", benchmark);
  }

  public Figures put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  public void print() {
    try {
      System.out.println(new ObjectMapper().writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and names are always writable", e);
    }
  }

  /// @param ratio 0.5 is the median
  /// @return the smallest sample that at least this share of all samples does not exceed, one
  ///   decimal
  static double percentile(List<Double> samples, double ratio) {
    List<Double> sorted = samples.stream().sorted().toList();
    int index = Math.max(0, (int) Math.ceil(ratio * sorted.size()) - 1);
    return Math.round(sorted.get(index) * 10) / 10.0;
  }

  @FormatMethod
  public static void say(String format, Object... arguments) {
    System.out.println(format.formatted(arguments));
  }
}

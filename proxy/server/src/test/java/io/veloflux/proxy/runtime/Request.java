package io.veloflux.proxy.runtime;

import java.nio.charset.StandardCharsets;

/// A request as routing sees it; the ranges lie in the middle of other bytes, as in a real head.
public record Request(
    byte[] bytes,
    int methodStart,
    int methodEnd,
    int hostStart,
    int hostEnd,
    int pathStart,
    int pathEnd)
    implements RequestView {

  public static Request of(String method, String host, String path) {
    byte[] bytes = (method + " " + path + " " + host + " ").getBytes(StandardCharsets.UTF_8);
    int pathStart = length(method) + 1;
    int hostStart = pathStart + length(path) + 1;
    return new Request(
        bytes,
        0,
        length(method),
        hostStart,
        hostStart + length(host),
        pathStart,
        pathStart + length(path));
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

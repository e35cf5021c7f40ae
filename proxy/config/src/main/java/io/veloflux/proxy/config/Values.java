package io.veloflux.proxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What "absent" means in the JSON form, in one place: lists are empty, text is empty, the rest a
/// named default.
final class Values {
  private Values() {}

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}

package io.veloflux.proxy.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// One place at which a list becomes another: from place `at` of the old one, `removed` items make
/// room for `added`.
///
/// @param at counted in the old list, from 0
record Splice<T>(int at, int removed, List<T> added) {
  Splice {
    added = Values.copy(added);
  }

  /// What makes `before` to `after`, from the top; empty when they are equal.
  ///
  /// @param key by which an item that changed is recognised
  static <T> List<Splice<T>> between(List<T> before, List<T> after, Function<T, String> key) {
    int start = 0;
    int shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) start++;
    int same = 0; // at the end
    while (same < shorter - start
        && before.get(before.size() - 1 - same).equals(after.get(after.size() - 1 - same))) same++;
    return middle(
        start,
        before.subList(start, before.size() - same),
        after.subList(start, after.size() - same),
        key);
  }

  private static <T> List<Splice<T>> middle(
      int start, List<T> before, List<T> after, Function<T, String> key) {
    Set<String> keysBefore = keys(before, key);
    Set<String> keysAfter = keys(after, key);
    List<Splice<T>> splices = new ArrayList<>();
    int from = 0;
    int to = 0;
    while (from < before.size() || to < after.size()) {
      int at = from;
      List<T> added = new ArrayList<>();
      while (from < before.size() || to < after.size()) {
        boolean removed = from < before.size();
        boolean adds = to < after.size();
        if (removed && adds && before.get(from).equals(after.get(to))) break;
        if (removed && adds) {
          if (!keysAfter.contains(key.apply(before.get(from)))) adds = false;
          else if (!keysBefore.contains(key.apply(after.get(to)))) removed = false;
        }
        if (removed) from++;
        if (adds) added.add(after.get(to++));
      }
      if (from > at || !added.isEmpty()) splices.add(new Splice<>(start + at, from - at, added));
      while (from < before.size() && to < after.size() && before.get(from).equals(after.get(to))) {
        from++;
        to++;
      }
    }
    return splices;
  }

  private static <T> Set<String> keys(List<T> items, Function<T, String> key) {
    Set<String> keys = HashSet.newHashSet(items.size());
    for (T item : items) keys.add(key.apply(item));
    return keys;
  }

  /// @throws ConfigException if they do not fit this list
  static <T> List<T> apply(List<Splice<T>> splices, List<T> before) throws ConfigException {
    if (splices.isEmpty()) return before;
    List<T> after = new ArrayList<>(before.size() + 16);
    int done = 0;
    for (Splice<T> splice : splices) {
      if (splice.at < done || splice.removed < 0 || splice.removed > before.size() - splice.at) {
        throw new ConfigException(
            "changes at %d do not fit a list of %d".formatted(splice.at, before.size()));
      }
      after.addAll(before.subList(done, splice.at));
      after.addAll(splice.added);
      done = splice.at + splice.removed;
    }
    after.addAll(before.subList(done, before.size()));
    return after;
  }
}

package io.veloflux.proxy.runtime;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A hash table from byte strings, asked by a range of somebody's array: no string and no other
/// object is made.
///
/// Open addressing, at most half full. Immutable.
final class ByteTable<V> {
  static final class Entry<V> {
    private final long hash;
    private final byte[] key;
    private final V value;

    /// @param hash of the key, by the same function that askers use
    /// @param key not yet in the table
    Entry(long hash, byte[] key, V value) {
      this.hash = hash;
      this.key = key;
      this.value = value;
    }
  }

  /// As many as a power of two; free ones are `null`.
  private final @Nullable Entry<V>[] slots;

  private final int longest;

  ByteTable(List<Entry<V>> entries) {
    slots = slots(Integer.highestOneBit(Math.max(1, entries.size())) << 2);
    int longest = -1;
    for (Entry<V> entry : entries) {
      int slot = slot(entry.hash);
      while (slots[slot] != null) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = entry;
      longest = Math.max(longest, entry.key.length);
    }
    this.longest = longest;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  private static <V> @Nullable Entry<V>[] slots(int count) {
    return (Entry<V>[]) new Entry[count];
  }

  /// Bytes in the longest key, -1 for an empty table: longer ones need not be asked for.
  int longest() {
    return longest;
  }

  @Nullable V get(long hash, byte[] bytes, int start, int end) {
    for (int slot = slot(hash); ; slot = (slot + 1) & (slots.length - 1)) {
      Entry<V> entry = slots[slot];
      if (entry == null) return null;
      if (entry.hash == hash && same(entry.key, bytes, start, end)) return entry.value;
    }
  }

  /// As [#get] for keys in lower case, whatever the case of the bytes.
  @Nullable V getIgnoringCase(long hash, byte[] bytes, int start, int end) {
    for (int slot = slot(hash); ; slot = (slot + 1) & (slots.length - 1)) {
      Entry<V> entry = slots[slot];
      if (entry == null) return null;
      if (entry.hash == hash && sameIgnoringCase(entry.key, bytes, start, end)) return entry.value;
    }
  }

  private int slot(long hash) {
    return (int) hash & (slots.length - 1);
  }

  private static boolean same(byte[] key, byte[] bytes, int start, int end) {
    return Arrays.equals(key, 0, key.length, bytes, start, end);
  }

  private static boolean sameIgnoringCase(byte[] key, byte[] bytes, int start, int end) {
    if (key.length != end - start) return false;
    for (int i = 0; i < key.length; i++) {
      if (key[i] != lower(bytes[start + i])) return false;
    }
    return true;
  }

  /// ASCII only: host names are (RFC 3986 §3.2.2, others arrive percent-encoded or as punycode).
  static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
  }
}

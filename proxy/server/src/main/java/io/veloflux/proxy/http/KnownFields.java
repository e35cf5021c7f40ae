package io.veloflux.proxy.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the fields mean that decide where a message ends, whom it is for and what becomes of the
/// connection.
final class KnownFields {
  private static final byte[] CHUNKED = ascii("chunked");
  private static final byte[] CLOSE = ascii("close");
  private static final byte[] KEEP_ALIVE = ascii("keep-alive");
  private static final byte[] CONTINUE = ascii("100-continue");
  private static final byte[] TRAILERS = ascii("trailers");
  private static final byte[] UPGRADE = ascii("upgrade");
  private static final byte[] WEBSOCKET = ascii("websocket");

  /// Each costs a comparison with every field.
  private static final int MAX_NOMINATIONS = 16;

  /// Of the largest length that cannot overflow.
  private static final int LENGTH_DIGITS = 18;

  private static final int NONE = -1;

  private int host = NONE;
  private boolean connection;

  void reset() {
    host = NONE;
    connection = false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Refusal bad(String detail) {
    return Refusal.badRequest(400, detail);
  }

  /// As soon as it was read.
  @Nullable Refusal field(Head head, int field) {
    switch (head.name(field)) {
      case HOST -> {
        if (host != NONE) return bad("two Host fields (RFC 9112 §3.2)");
        host = field;
      }
      case CONTENT_LENGTH -> {
        return contentLength(head, field);
      }
      case TRANSFER_ENCODING -> {
        if (head.chunked) return bad("chunked twice (RFC 9112 §7)");
        if (!is(CHUNKED, head, field)) {
          return Refusal.badRequest(501, "a transfer coding other than chunked (RFC 9112 §6.1)");
        }
        head.chunked = true;
      }
      case CONNECTION -> connection = true;
      case TE -> head.trailers = is(TRAILERS, head, field);
      case UPGRADE -> head.webSocket = is(WEBSOCKET, head, field);
      case EXPECT -> {
        if (!is(CONTINUE, head, field)) {
          return Refusal.badRequest(
              417, "an expectation other than 100-continue (RFC 9110 §10.1.1)");
        }
        head.expectsContinue = true;
      }
      default -> {}
    }
    return null;
  }

  private static boolean is(byte[] lower, Head head, int field) {
    return Ascii.equalsIgnoreCase(lower, head.bytes, head.valueStart(field), head.valueEnd(field));
  }

  private static @Nullable Refusal contentLength(Head head, int field) {
    if (head.contentLength >= 0) return bad("two Content-Length fields (RFC 9112 §6.3)");
    int start = head.valueStart(field);
    int end = head.valueEnd(field);
    long length = 0;
    for (int i = start; i < end; i++) {
      if (!Ascii.isDigit(head.bytes[i]))
        return bad("a Content-Length that is no number (RFC 9110 §8.6)");
      if (i - start < LENGTH_DIGITS) length = length * 10 + head.bytes[i] - '0';
    }
    if (start == end) return bad("an empty Content-Length (RFC 9110 §8.6)");
    if (head.bytes[start] == '0' && end - start > 1)
      return bad("a Content-Length with leading zeros (RFC 9110 §8.6)");
    if (end - start > LENGTH_DIGITS)
      return Refusal.badRequest(413, "a Content-Length beyond any (RFC 9110 §8.6)");
    head.contentLength = length;
    return null;
  }

  /// When all were read: what two of them say together.
  @Nullable Refusal framing(Head head) {
    if (head.chunked && head.contentLength >= 0) {
      return bad("Transfer-Encoding beside Content-Length (RFC 9112 §6.3)");
    }
    if (head.chunked && head.minorVersion == 0)
      return bad("Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1)");
    return connection ? connection(head) : null;
  }

  private @Nullable Refusal connection(Head head) {
    int nominations = 0;
    for (int field = 0; field < head.fields(); field++) {
      if (head.name(field) != HeaderName.CONNECTION) continue;
      int end = head.valueEnd(field);
      int at = head.valueStart(field);
      while (at < end) {
        int comma = at;
        while (comma < end && head.bytes[comma] != ',') comma++;
        int optionStart = at;
        int optionEnd = comma;
        while (optionStart < optionEnd && Ascii.isBlank(head.bytes[optionStart])) optionStart++;
        while (optionStart < optionEnd && Ascii.isBlank(head.bytes[optionEnd - 1])) optionEnd--;
        if (++nominations > MAX_NOMINATIONS)
          return bad("a Connection field that lists too much (RFC 9110 §7.6.1)");
        option(head, optionStart, optionEnd);
        at = comma + 1;
      }
    }
    return null;
  }

  /// Only fields that mean nothing to us can be nominated: nobody takes away `Host` or
  /// `X-Forwarded-For` that way.
  private static void option(Head head, int start, int end) {
    if (Ascii.equalsIgnoreCase(CLOSE, head.bytes, start, end)) {
      head.close = true;
    } else if (Ascii.equalsIgnoreCase(KEEP_ALIVE, head.bytes, start, end)) {
      head.keepAlive = true;
    } else if (Ascii.equalsIgnoreCase(UPGRADE, head.bytes, start, end)) {
      head.upgrade = true;
    } else {
      for (int field = 0; field < head.fields(); field++) {
        boolean same =
            Ascii.equalsIgnoreCase(
                head.bytes, start, end, head.nameStart(field), head.nameEnd(field));
        if (same && head.name(field) == HeaderName.OTHER) head.nominate(field);
      }
    }
  }

  /// When all were read: the name that is routed is the one that is forwarded.
  @Nullable Refusal host(Head head) {
    if (host == NONE && head.minorVersion == 1) return bad("no Host (RFC 9112 §3.2)");
    Authority ofField = null;
    if (host != NONE) {
      ofField = Authority.read(head.bytes, head.valueStart(host), head.valueEnd(host));
      if (ofField == null) return bad("a Host that is none (RFC 9112 §3.2)");
    }
    boolean absolute = head.authorityEnd > head.authorityStart;
    if (!absolute && host != NONE) {
      head.authorityStart = head.valueStart(host);
      head.authorityEnd = head.valueEnd(host);
    }
    Authority chosen =
        absolute ? Authority.read(head.bytes, head.authorityStart, head.authorityEnd) : ofField;
    if (chosen == null)
      return absolute ? bad("a target with a host that is none (RFC 9110 §4.2.1)") : null;
    if (ofField != null && !chosen.isSameAs(ofField)) {
      return bad("a Host that is not that of the target (RFC 9112 §3.2.2)");
    }
    head.hostStart = chosen.hostStart();
    head.hostEnd = chosen.hostEnd();
    return null;
  }
}

package io.veloflux.proxy.http;

import io.veloflux.proxy.runtime.RequestView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The head of one message, as offsets into the bytes that it came in. Filled by [HeadScanner],
/// only read by others.
///
/// - Valid **only inside the callback that was given it**: one is reused for all messages of an
///   event loop. Whoever needs something of it later copies it. Tests run with [#POISON], which
///   makes a violation visible.
/// - One connection's thread at a time.
public final class Head implements RequestView {
  /// Overwrites every head after use: `-Dveloflux.poison-heads=true`.
  private static final boolean POISON = Boolean.getBoolean("veloflux.poison-heads");

  private static final int OFFSETS =
      4; // of a field: start and end of its name, start and end of its value

  byte[] bytes = {};

  /// Where the body begins.
  int end;

  int methodStart;
  int methodEnd;
  int pathStart;
  int pathEnd;
  int queryStart;
  int queryEnd;
  int authorityStart;
  int authorityEnd;
  int hostStart;
  int hostEnd;

  int status;
  int reasonStart;
  int reasonEnd;

  int minorVersion;
  long contentLength;
  boolean chunked;
  boolean close;
  boolean keepAlive;
  boolean expectsContinue;
  boolean trailers;
  boolean upgrade;
  boolean webSocket;

  private int fields;
  private int linesEnd;
  private HeaderName[] names = new HeaderName[32];
  private int[] offsets = new int[32 * OFFSETS];
  private boolean[] nominated = new boolean[32];

  void reset(byte[] bytes) {
    this.bytes = bytes;
    fields = 0;
    methodStart = methodEnd = pathStart = pathEnd = queryStart = queryEnd = 0;
    authorityStart = authorityEnd = hostStart = hostEnd = 0;
    status = reasonStart = reasonEnd = 0;
    contentLength = -1;
    chunked = close = keepAlive = expectsContinue = false;
    trailers = upgrade = webSocket = false;
  }

  void add(HeaderName name, int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (fields == names.length) grow();
    names[fields] = name;
    nominated[fields] = false;
    int at = fields * OFFSETS;
    offsets[at] = nameStart;
    offsets[at + 1] = nameEnd;
    offsets[at + 2] = valueStart;
    offsets[at + 3] = valueEnd;
    fields++;
  }

  private void grow() {
    names = Arrays.copyOf(names, names.length * 2);
    offsets = Arrays.copyOf(offsets, offsets.length * 2);
    nominated = Arrays.copyOf(nominated, nominated.length * 2);
  }

  /// @param linesEnd where the empty line begins
  void complete(int linesEnd) {
    this.linesEnd = linesEnd;
    this.end = linesEnd + 2;
  }

  /// The callback is over: nobody may look at it any more.
  public void release() {
    if (POISON) Arrays.fill(bytes, (byte) '!');
  }

  // Any message

  @Override
  public byte[] bytes() {
    return bytes;
  }

  /// Where the body begins.
  public int end() {
    return end;
  }

  public int minorVersion() {
    return minorVersion;
  }

  /// -1 where there is none.
  public long contentLength() {
    return contentLength;
  }

  public boolean chunked() {
    return chunked;
  }

  /// Whether the sender is ready for another message on this connection (RFC 9112 §9.3).
  public boolean persistent() {
    return !close && (minorVersion == 1 || keepAlive);
  }

  int fields() {
    return fields;
  }

  HeaderName name(int field) {
    return names[field];
  }

  int nameStart(int field) {
    return offsets[field * OFFSETS];
  }

  int nameEnd(int field) {
    return offsets[field * OFFSETS + 1];
  }

  int valueStart(int field) {
    return offsets[field * OFFSETS + 2];
  }

  int valueEnd(int field) {
    return offsets[field * OFFSETS + 3];
  }

  /// With its line end.
  int lineEnd(int field) {
    return field + 1 < fields ? nameStart(field + 1) : linesEnd;
  }

  /// Of the fields together.
  int linesStart() {
    return fields == 0 ? linesEnd : nameStart(0);
  }

  int linesEnd() {
    return linesEnd;
  }

  String value(int field) {
    return text(valueStart(field), valueEnd(field));
  }

  /// Whether `Connection` names it, so that it ends here.
  boolean nominated(int field) {
    return nominated[field];
  }

  void nominate(int field) {
    nominated[field] = true;
  }

  /// The first field of that name, without surrounding blanks.
  public @Nullable String value(HeaderName name) {
    for (int i = 0; i < fields; i++) {
      if (names[i] == name) return value(i);
    }
    return null;
  }

  /// Octet by octet, so that nothing is lost.
  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  // Requests

  @Override
  public int methodStart() {
    return methodStart;
  }

  @Override
  public int methodEnd() {
    return methodEnd;
  }

  @Override
  public int hostStart() {
    return hostStart;
  }

  @Override
  public int hostEnd() {
    return hostEnd;
  }

  @Override
  public int pathStart() {
    return pathStart;
  }

  @Override
  public int pathEnd() {
    return pathEnd;
  }

  public String method() {
    return Methods.of(bytes, methodStart, methodEnd);
  }

  /// As the client sent it, with port.
  public String authority() {
    return text(authorityStart, authorityEnd);
  }

  /// Normalised, without the query.
  public String path() {
    return text(pathStart, pathEnd);
  }

  public boolean expectsContinue() {
    return expectsContinue;
  }

  /// Whether whoever sent the request wants to see trailers of its response (RFC 9110 §10.1.4).
  public boolean wantsTrailers() {
    return trailers;
  }

  /// Whether the connection is to become a WebSocket (RFC 6455 §4.1), or has become one: the only
  /// protocol that anybody may change to. Others are not heard (RFC 9110 §7.8).
  public boolean isWebSocket() {
    return upgrade && webSocket && minorVersion == 1 && !hasBody();
  }

  /// Whether the request has a body, be it an empty chunked one.
  public boolean hasBody() {
    return chunked || contentLength > 0;
  }

  // Responses

  public int status() {
    return status;
  }

  /// 1xx, 204 and 304 end with their head (RFC 9112 §6.3 rule 1).
  boolean hasNoContent() {
    return status < 200 || status == 204 || status == 304;
  }
}

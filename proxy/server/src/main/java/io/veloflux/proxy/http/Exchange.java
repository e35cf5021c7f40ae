package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.veloflux.proxy.balance.Latency;
import io.veloflux.proxy.balance.RequestKey;
import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.RouteConfig.Retry;
import io.veloflux.proxy.config.RouteConfig.Timeouts;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;
import io.veloflux.proxy.runtime.Route;
import io.veloflux.proxy.runtime.RouteMatch;
import io.veloflux.proxy.runtime.Router;
import io.veloflux.proxy.runtime.Target;
import io.veloflux.proxy.runtime.WaitingLine;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One request and its response, whatever the protocol on either side. Read [#begin] first: it is
/// the order in which a request is checked.
///
/// - The client's side calls `begin`, then `requestBody` and `requestEnd`, and `clientGone` or
///   `requestBroken` when that is the end; the backend's side calls what [Upstream.Attempt] has.
///   After the end nobody calls any more.
/// - A request is sent again, to another endpoint, only before the first byte of a response, and
///   only if nothing of it was sent or its method is idempotent and all of it is still there (RFC
///   9110 §9.2.2).
/// - Event loop only: both sides are on the same one.
public final class Exchange implements Upstream.Attempt, WaitingLine.Waiter {
  private static final int MAX_ATTEMPTS = 5;

  /// How long it stands in line for an endpoint.
  private static final long QUEUE_MILLIS = 10_000;

  private final Loop loop;
  private final Downstream downstream;
  private final Client client;
  private final Journal journal;

  private Timeouts timeouts = Timeouts.NONE;
  private @Nullable Retry retry;
  private long requestDeadline = Ticker.NEVER;
  private long attemptDeadline = Ticker.NEVER;
  private long idleDeadline = Ticker.NEVER;
  private long queueDeadline = Ticker.NEVER;
  private final Backlog backlog = new Backlog();

  private @Nullable Pool pool;
  private @Nullable Endpoint endpoint;
  private @Nullable Upstream upstream;
  private @Nullable Replay replay;
  private @Nullable WaitingLine line; // in which it stands
  private Refusal otherwise = Refusal.NO_ENDPOINT;
  private Set<Endpoint> tried = Set.of();
  private int attempts;
  private long key;
  private long askedNanos;
  private boolean freshOnly;
  private boolean idempotent;
  private boolean framed;
  private boolean requestEnded;
  private boolean responseBegun;
  private boolean tunnel;

  Exchange(Loop loop, Downstream downstream, Client client) {
    this.loop = loop;
    this.downstream = downstream;
    this.client = client;
    this.journal = new Journal(client);
  }

  // What the client's side tells

  void begin(Head head) {
    journal.request(head, downstream.protocol());
    requestEnded = !head.hasBody();
    Router router = loop.snapshots().current().router(client.bindPort());
    Refusal misdirected = router == null ? null : client.misdirected(head, router);
    if (misdirected != null) {
      refuse(misdirected);
      return;
    }
    RouteMatch match = router == null ? null : router.match(head);
    if (match == null) {
      refuse(Refusal.NO_ROUTE);
      return;
    }
    Forwarding forwarding = client.forwarding(match.listener());
    String requestId = forwarding.requestId(head, loop.requestIds());
    String address = forwarding.client(head);
    journal.routed(match, address, requestId);
    Refusal denied = admit(match.route());
    if (denied != null) {
      refuse(denied);
      return;
    }
    startClocks(match.route().timeouts());
    retry = match.route().retry();
    switch (match.route().draw()) {
      case Target.Reject(int status, String reason) -> refuse(new Refusal(status, reason));
      case Target.Forward(Pool to) -> {
        pool = to;
        to.budget().request();
        key = key(to, head, address);
        keep(head, forwarding.edits(requestId));
        attempt(to, Refusal.NO_ENDPOINT);
      }
    }
  }

  /// Instead of [#begin]: what came is no request.
  void malformed(Refusal why) {
    refuse(why);
  }

  /// @param part this takes ownership
  void requestBody(ByteBuf part) {
    journal.addBytesIn(part.readableBytes());
    touch();
    Upstream to = upstream;
    if (to == null) {
      part.release();
      return;
    }
    if (replay != null) replay.add(part);
    to.body(part, framed);
    if (!to.isWritable()) downstream.pauseRequest(Valve.Reason.FULL);
  }

  void requestEnd(@Nullable Trailers trailers) {
    requestEnded = true;
    if (replay != null) replay.end(trailers);
    if (upstream != null) {
      upstream.end(framed, trailers);
      asked();
      if (!responseBegun) attemptDeadline = loop.ticker().deadline(timeouts.attemptMillis());
    }
  }

  /// All that has arrived was handed over: time to flush.
  void requestReadComplete() {
    if (upstream != null && !requestEnded) upstream.flush();
  }

  void requestBroken(Refusal why) {
    giveUp(why);
  }

  void clientGone() {
    finish("ClientClosed");
  }

  void downstreamWritable() {
    if (upstream != null) upstream.resumeResponse();
  }

  void tick(long now) {
    long unsent = downstream.unsentBytes() + (upstream == null ? 0 : upstream.unsentBytes());
    if (backlog.moved(unsent, timeouts.idleMillis()))
      touch(); // a slow reader that reads is not idle
    if (now >= requestDeadline) {
      giveUp(Refusal.REQUEST_TIMEOUT);
    } else if (line != null) {
      if (now >= queueDeadline) refuse(Refusal.QUEUE_TIMEOUT);
      else goOn(); // health or a snapshot may have changed
    } else if (now >= attemptDeadline) {
      learn(false);
      if (retry != null && mayRepeat()) repeat(Refusal.ATTEMPT_TIMEOUT);
      else giveUp(Refusal.ATTEMPT_TIMEOUT);
    } else if (now >= idleDeadline) {
      giveUp(requestEnded ? Refusal.UPSTREAM_IDLE : Refusal.CLIENT_IDLE);
    }
  }

  // The steps of a request

  private static @Nullable Refusal admit(Route route) {
    for (Admission admission : route.admission()) {
      Refusal denied =
          switch (admission) {
            case Admission.Deny(int status, String reason) -> new Refusal(status, reason);
          };
      if (denied != null) return denied;
    }
    return null;
  }

  private void startClocks(Timeouts timeouts) {
    this.timeouts = timeouts;
    requestDeadline = loop.ticker().deadline(timeouts.requestMillis());
    touch();
  }

  private void touch() {
    idleDeadline = loop.ticker().deadline(timeouts.idleMillis());
  }

  private static long key(Pool pool, Head head, String client) {
    return switch (pool.keyOf()) {
      case NOTHING -> 0;
      case CLIENT -> RequestKey.of(client);
      case PATH -> RequestKey.of(head.bytes(), head.pathStart(), head.pathEnd());
    };
  }

  private void keep(Head head, HeadEdits edits) {
    idempotent = Methods.isIdempotent(head.method());
    framed = head.chunked();
    ByteBuf bytes = loop.allocator().directBuffer(HeadWriter.room(head));
    HeadWriter.request(head, edits, bytes);
    replay = new Replay(bytes, Upstream.Asked.by(head), framed);
    if (requestEnded) replay.end(null);
  }

  /// @param otherwise the answer when there is no endpoint left to try
  private void attempt(Pool pool, Refusal otherwise) {
    this.otherwise = otherwise;
    boolean mayTry = attempts < mostAttempts();
    Endpoint next = mayTry && pool.line().isEmpty() ? pool.begin(tried, key) : null;
    if (next != null) attempt(pool, next);
    else if (mayTry && pool.isBusy(tried)) standInLine(pool.line());
    else refuse(otherwise);
  }

  private void standInLine(WaitingLine line) {
    if (!line.join(this)) {
      refuse(Refusal.QUEUE_FULL);
      return;
    }
    this.line = line;
    queueDeadline = loop.ticker().deadline(QUEUE_MILLIS);
    if (!requestEnded) downstream.pauseRequest(Valve.Reason.CONNECTING);
    goOn(); // something may have become free before it joined
  }

  /// From any thread.
  @Override
  public void look() {
    try {
      loop.executor().execute(this::goOn);
    } catch (RejectedExecutionException e) {
      leaveLine(); // the proxy closes, and nobody waits for an answer any more
    }
  }

  /// With an endpoint, if it is this one's turn and one has become free.
  private void goOn() {
    Pool from = pool;
    if (line == null || from == null || !line.isFirst(this)) return;
    Pool now = loop.snapshots().current().latest(from);
    Endpoint next = now.begin(tried, key);
    if (next == null && now.isBusy(tried)) return;
    leaveLine();
    if (next == null) {
      refuse(otherwise);
    } else {
      touch();
      pool = now;
      attempt(now, next);
    }
  }

  private void leaveLine() {
    WaitingLine left = line;
    if (left == null) return;
    line = null;
    left.leave(this);
    left.next();
  }

  /// @param next has begun
  private void attempt(Pool pool, Endpoint next) {
    attempts++;
    asked();
    endpoint = next;
    journal.attempt(pool, next);
    Upstream opened = loop.upstreams().open(pool, next, freshOnly, this);
    upstream = opened;
    if (opened.isConnected()) {
      send(opened);
    } else if (!requestEnded) {
      downstream.pauseRequest(Valve.Reason.CONNECTING);
    }
  }

  private void send(Upstream to) {
    if (replay != null) replay.sendTo(to);
    if (requestEnded) attemptDeadline = loop.ticker().deadline(timeouts.attemptMillis());
    downstream.resumeRequest(
        Valve.Reason.CONNECTING); // an attempt before this one may have paused it
  }

  // What the backend's side tells

  @Override
  public void connected() {
    if (upstream != null) send(upstream);
  }

  @Override
  public void interim(Head head) {
    touch();
    downstream.interim(head);
  }

  @Override
  public void responseHead(Head head, long length) {
    touch();
    learn(head.status() < 500);
    if (retry != null && retry.statuses().contains(head.status()) && mayRepeat()) {
      repeat(Refusal.NO_ENDPOINT);
      return;
    }
    responseBegun = true;
    attemptDeadline = Ticker.NEVER;
    forgetRequest();
    journal.response(head.status());
    downstream.head(head, HeadEdits.NONE, length);
  }

  @Override
  public void responseBody(ByteBuf part) {
    journal.addBytesOut(part.readableBytes());
    touch();
    downstream.body(part);
    if (upstream != null && !downstream.isWritable()) upstream.pauseResponse();
  }

  @Override
  public void switched(Head head) {
    touch(); // from here on the only clock, for both directions together
    responseBegun = true;
    tunnel = true;
    requestEnded = false;
    requestDeadline = attemptDeadline = Ticker.NEVER;
    forgetRequest();
    journal.response(head.status());
    downstream.tunnel(head);
    requestReadComplete();
  }

  @Override
  public void responseReadComplete() {
    downstream.flush();
  }

  @Override
  public void responseEnd(@Nullable Trailers trailers) {
    if (tunnel && !requestEnded) {
      downstream.shutdown();
      return;
    }
    upstream = null;
    finish("");
    downstream.end(trailers);
  }

  @Override
  public void upstreamWritable() {
    downstream.resumeRequest(Valve.Reason.FULL);
  }

  @Override
  public void failed(Upstream.Failure failure) {
    upstream = null;
    if (!failure.reused()) learn(false);
    Endpoint failed = leaveEndpoint();
    if (pool == null || responseBegun || !isSafeToRepeat(failure)) {
      giveUp(failure.refusal());
      return;
    }
    if (failure.reused()) {
      freshOnly =
          true; // it had grown stale, and so may its siblings: that says nothing about the endpoint
    } else if (failed != null) {
      avoid(failed);
    }
    attempt(pool, failure.refusal());
  }

  private void asked() {
    if (pool != null && pool.learns()) askedNanos = System.nanoTime();
  }

  /// Tells the endpoint how fast it was. A quick failure must not look attractive.
  private void learn(boolean good) {
    if (pool == null || endpoint == null || !pool.learns()) return;
    long now = System.nanoTime();
    long took = now - askedNanos;
    endpoint.latency().observe(good ? took : Math.max(took, Latency.FAILURE_NANOS), now);
  }

  private int mostAttempts() {
    return retry == null ? MAX_ATTEMPTS : 1 + retry.attempts();
  }

  /// Whether there may be another attempt after one that the backend has seen.
  private boolean mayRepeat() {
    return attempts < mostAttempts()
        && idempotent
        && replay != null
        && replay.isWhole()
        && pool != null
        && pool.isBusy(Set.of())
        && pool.budget().take();
  }

  /// At another endpoint, or at the same one where there is no other.
  private void repeat(Refusal otherwise) {
    if (upstream != null) upstream.cancel();
    upstream = null;
    attemptDeadline = Ticker.NEVER;
    Endpoint left = leaveEndpoint();
    if (pool == null || left == null) return;
    avoid(left);
    if (!pool.isBusy(tried)) tried = Set.of();
    attempt(pool, otherwise);
  }

  private void avoid(Endpoint endpoint) {
    if (tried.isEmpty()) tried = new HashSet<>();
    tried.add(endpoint);
  }

  private boolean isSafeToRepeat(Upstream.Failure failure) {
    boolean isWhole = replay != null && replay.isWhole();
    return switch (failure.kind()) {
      case CONNECT_FAILED -> isWhole;
      case CLOSED_BEFORE_RESPONSE ->
          isWhole && idempotent && (failure.reused() || (pool != null && pool.budget().take()));
      case TRUNCATED, UNREADABLE -> false;
    };
  }

  // Ends

  /// The response is `why` if none has begun, else it stays incomplete.
  private void giveUp(Refusal why) {
    if (responseBegun) {
      finish(why.reason());
      downstream.abort();
    } else {
      refuse(why);
    }
  }

  private void refuse(Refusal why) {
    journal.response(why.status());
    finish(why.reason());
    downstream.refuse(why);
  }

  private void finish(String reason) {
    if (upstream != null) {
      upstream.cancel();
      upstream = null;
    }
    leaveLine();
    leaveEndpoint();
    forgetRequest();
    loop.log().finished(journal.close(reason, attempts));
  }

  private @Nullable Endpoint leaveEndpoint() {
    Endpoint left = endpoint;
    endpoint = null;
    if (left != null) left.end();
    if (left != null && pool != null) pool.line().next();
    return left;
  }

  private void forgetRequest() {
    if (replay != null) replay.drop();
    replay = null;
  }
}

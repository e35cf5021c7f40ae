package io.veloflux.operator.observe;

import io.veloflux.proxy.state.StateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks one proxy for its state, again and again: each question is answered when the state differs
/// from the last answer, or after a while.
///
/// Runs on a virtual thread of its own until it is interrupted. A failing proxy is asked again
/// after 100 ms, 200 ms, … at most 5 s.
final class ProxyPoll implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ProxyPoll.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LAST_PAUSE_MILLIS = 5_000;

  /// No state of ours comes near it: 5,000 checked pools of 20 endpoints are 10 MB.
  private static final int MAX_STATE_BYTES = 64 * 1024 * 1024;

  private final URI base;
  private final String address;
  private final HttpClient http;
  private final Duration wait;
  private final Fleet fleet;
  private final long ticket;

  ProxyPoll(URI base, HttpClient http, Duration wait, Fleet fleet) {
    this.base = base;
    this.address = base.getAuthority();
    this.http = http;
    this.wait = wait;
    this.fleet = fleet;
    this.ticket = fleet.join(address);
  }

  @Override
  public void run() {
    String revision = "";
    long pauseMillis = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(pauseMillis);
        try {
          long asked = System.nanoTime();
          String before = revision;
          revision = ask(before);
          // an answer without news that comes at once is from somebody who does not wait: do not
          // spin
          boolean early = System.nanoTime() - asked < wait.toNanos() / 2;
          pauseMillis = early && revision.equals(before) ? FIRST_PAUSE_MILLIS : 0;
        } catch (IOException e) {
          log.debug("proxy={} does not tell its state: {}", address, e.toString());
          revision = "";
          pauseMillis = Math.min(LAST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pauseMillis));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end of the thread
    } finally {
      fleet.leave(address, ticket);
    }
  }

  private String ask(String revision) throws IOException, InterruptedException {
    URI uri = base.resolve("/state?after=" + revision + "&waitMillis=" + wait.toMillis());
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(wait.multipliedBy(2)).build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) throw new IOException("status " + response.statusCode());
      byte[] json = body.readNBytes(MAX_STATE_BYTES + 1);
      if (json.length > MAX_STATE_BYTES)
        throw new IOException("more than " + MAX_STATE_BYTES + " bytes");
      fleet.answered(address, ticket, StateCodec.read(json));
      return StateCodec.revision(json);
    }
  }
}

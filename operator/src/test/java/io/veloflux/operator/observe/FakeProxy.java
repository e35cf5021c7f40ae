package io.veloflux.operator.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.ProxyState.Refused;
import io.veloflux.proxy.state.ProxyState.TenantState;
import io.veloflux.proxy.state.StateCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;

/// The admin port of a proxy that serves and refuses what it is told to. Keeps to the long poll of
/// `GET /state`.
public final class FakeProxy implements AutoCloseable {
  private final HttpServer server;
  private final String name;
  private ProxyState state;

  public FakeProxy(String name) throws IOException {
    this.name = name;
    this.state = new ProxyState(name, true, false, false, List.of());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/state", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public synchronized void says(ProxyState now) {
    state = now;
    notifyAll();
  }

  public void serves(String tenant, String hash) {
    says(
        new ProxyState(
            name, true, false, false, List.of(new TenantState(tenant, hash, null, List.of()))));
  }

  public void refuses(String tenant, String serving, String hash, String reason) {
    says(
        new ProxyState(
            name,
            true,
            false,
            false,
            List.of(new TenantState(tenant, serving, new Refused(hash, reason), List.of()))));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = await(exchange.getRequestURI().getQuery());
      exchange.getResponseHeaders().set("ETag", "\"" + StateCodec.revision(body) + "\"");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] await(String query) throws InterruptedException {
    String after = query.replaceAll(".*after=([^&]*).*", "$1");
    long wait = Long.parseLong(query.replaceAll(".*waitMillis=([0-9]+).*", "$1"));
    long end = System.nanoTime() + wait * 1_000_000;
    byte[] body = StateCodec.write(state);
    while (StateCodec.revision(body).equals(after)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) break;
      wait(left);
      body = StateCodec.write(state);
    }
    return body;
  }
}

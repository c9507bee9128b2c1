package io.toolstream.app.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks programs whether they do their work.
final class Health implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// Whether the program at `address` says that it is ready. One that does not answer is not.
    boolean ready(String address) throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package io.toolstream.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process: starts the program, says where its health is, and ends with it.
public final class Served implements QuarkusApplication {
    private static final Logger LOG = LoggerFactory.getLogger(Served.class);

    private final ProgramThread thread;
    private final String host;
    private final int port;

    Served(
            ProgramThread thread,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.thread = thread;
        this.host = host;
        this.port = port;
    }

    @Override
    public int run(String... arguments) {
        if ("stdin".equals(System.getenv(Parent.VARIABLE))) {
            Parent.follow(System.in, thread.longestEnd());
        }
        thread.start();
        LOG.info("{} started; health and metrics at http://{}:{}/q", thread.program(), host, port);
        System.out.println("READY http://" + host + ":" + port);
        System.out.flush();
        Quarkus.waitForExit();
        return thread.end();
    }
}

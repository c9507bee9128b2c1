package io.toolstream.app;

import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which Kafka cluster a command talks to.
final class ClusterOptions {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    @Option(
            names = "--bootstrap",
            defaultValue = "127.0.0.1:9092",
            paramLabel = "HOST:PORT,...",
            description = "Kafka's addresses; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String bootstrap;

    @Option(
            names = "--client-properties",
            paramLabel = "FILE",
            description = "Kafka client properties for TLS and SASL (security.protocol, sasl.*, ssl.*).")
    private @Nullable Path properties;

    @Option(
            names = "--patience",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "The longest wait for one answer of the cluster; default ${DEFAULT-VALUE}.")
    private int seconds;

    /// The longest wait for one answer.
    Duration patience() {
        if (seconds < 1) {
            throw new RefusedException("--patience " + seconds + " is too short; give at least 1 second");
        }
        return Duration.ofSeconds(seconds);
    }

    /// The cluster, after one of its addresses has accepted a connection.
    ///
    /// @throws RefusedException if none does, or if the properties cannot be read
    Cluster reachable() {
        Cluster cluster = new Cluster(bootstrap, security());
        String failure = unreachable(bootstrap);
        if (failure != null) {
            throw new RefusedException(failure);
        }
        return cluster;
    }

    /// What to tell when no address of `bootstrap` accepts a connection; null when one does.
    static @Nullable String unreachable(String bootstrap) {
        String reason = "none is given";
        for (String address : List.of(bootstrap.split(","))) {
            String failure = failure(address.strip());
            if (failure == null) {
                return null;
            }
            reason = failure;
        }
        return "no Kafka broker answers at %s (%s); start one with 'toolstream up', or name it with --bootstrap"
                .formatted(bootstrap, reason);
    }

    private static @Nullable String failure(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            socket.connect(
                    new InetSocketAddress(address.substring(0, Math.max(0, colon)), port),
                    Math.toIntExact(CONNECT.toMillis()));
            return null;
        } catch (NumberFormatException _) {
            return "'" + address + "' is not HOST:PORT";
        } catch (IOException | IllegalArgumentException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private Map<String, String> security() {
        Map<String, String> security = new HashMap<>();
        if (properties != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(properties)) {
                read.load(reader);
            } catch (IOException | IllegalArgumentException failure) {
                throw new RefusedException("%s cannot be read: %s; give a file of Kafka client properties"
                        .formatted(properties, failure.getMessage()));
            }
            read.forEach((key, value) -> security.put(key.toString(), value.toString()));
        }
        return security;
    }
}

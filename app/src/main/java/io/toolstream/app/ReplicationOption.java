package io.toolstream.app;

import io.toolstream.transport.log.TopicDeclaration;
import picocli.CommandLine.Option;

/// `--replication`, of the commands that make topics on a Kafka that is there already.
final class ReplicationOption {
    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Brokers that hold each record of new topics; default ${DEFAULT-VALUE}: as many as the"
                    + " brokers' own default.replication.factor says.")
    private short replication;

    /// What was asked for.
    ///
    /// @throws RefusedException if no topic can have that
    short copies() {
        if (replication < 1 && replication != TopicDeclaration.BROKERS_DEFAULT) {
            throw new RefusedException(
                    "--replication %d holds no record; give at least 1, or %d for the brokers' default"
                            .formatted(replication, TopicDeclaration.BROKERS_DEFAULT));
        }
        return replication;
    }

    /// Whether it was left as it is.
    boolean usual() {
        return replication == TopicDeclaration.BROKERS_DEFAULT;
    }
}

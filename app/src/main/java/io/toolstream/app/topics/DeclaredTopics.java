package io.toolstream.app.topics;

import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.codec.WriterSchema;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.ShareGroup;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Makes a cluster hold what [Topics] declares. Doing it again changes nothing.
public final class DeclaredTopics {
    private final Cluster cluster;
    private final Duration patience;
    private final short replication;

    /// @param patience how long one call to the cluster may take
    /// @param replication brokers that hold each record of topics that have to be made, or
    ///     [TopicDeclaration#BROKERS_DEFAULT]
    public DeclaredTopics(Cluster cluster, Duration patience, short replication) {
        this.cluster = cluster;
        this.patience = patience;
        this.replication = replication;
    }

    /// Makes `topics` with their share groups' settings, then registers the schemas that this build writes
    /// with, if the topic for them is among `topics`.
    ///
    /// @throws IllegalStateException if a topic is there with another number of partitions
    public void apply(Collection<Topic> topics, Names names) throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(cluster, patience)) {
            admin.apply(topics.stream().map(topic -> declaration(topic, names)).toList());
            admin.applyGroups(topics.stream()
                    .filter(topic -> topic.group() != null)
                    .map(topic -> group(topic, names))
                    .toList());
        }
        if (topics.contains(Topics.SCHEMAS)) {
            register(names);
        }
    }

    private void register(Names names) throws InterruptedException {
        List<WriterSchema> schemas = Codecs.with(SchemaSource.none()).writerSchemas();
        try (LogWriter writer = LogWriter.open(cluster, patience)) {
            for (WriterSchema schema : schemas) {
                writer.write(OutgoingRecord.of(Topics.SCHEMAS.in(names), schema.key(), schema.value()));
            }
        }
    }

    private TopicDeclaration declaration(Topic topic, Names names) {
        return new TopicDeclaration(topic.in(names), topic.partitions(), replication, topic.settings());
    }

    private static GroupDeclaration group(Topic topic, Names names) {
        ShareGroup group = Objects.requireNonNull(topic.group());
        return new GroupDeclaration(topic.groupIn(names), group.settings());
    }
}

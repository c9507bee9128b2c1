package io.toolstream.schemas.topic;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects what is said of a topic; unless said otherwise it has one partition and keeps everything.
final class TopicBuilder {
    private final String name;
    private final Scope scope;
    private final String key;
    private final String value;
    private int partitions = 1;
    private boolean fixed;
    private Cleanup cleanup = Cleanup.DELETE;
    private @Nullable Duration retention;
    private @Nullable ShareGroup group;
    private boolean appendTime;
    private final Set<Program> readers = EnumSet.noneOf(Program.class);
    private final Set<Program> writers = EnumSet.noneOf(Program.class);
    private final Set<Program> transactional = EnumSet.noneOf(Program.class);

    TopicBuilder(String name, Scope scope, String key, String value) {
        this.name = name;
        this.scope = scope;
        this.key = key;
        this.value = value;
    }

    TopicBuilder partitions(int count) {
        partitions = count;
        return this;
    }

    /// One partition, and never more: its order is relied on.
    TopicBuilder one() {
        partitions = 1;
        fixed = true;
        return this;
    }

    TopicBuilder compacted() {
        cleanup = Cleanup.COMPACT;
        return this;
    }

    TopicBuilder retained(Duration time) {
        retention = time;
        return this;
    }

    TopicBuilder group(ShareGroup by) {
        group = by;
        return this;
    }

    TopicBuilder stampedByBroker() {
        appendTime = true;
        return this;
    }

    TopicBuilder read(Program... programs) {
        readers.addAll(List.of(programs));
        return this;
    }

    TopicBuilder written(Program... programs) {
        writers.addAll(List.of(programs));
        return this;
    }

    TopicBuilder transactions(Program... programs) {
        transactional.addAll(List.of(programs));
        return this;
    }

    Topic build() {
        return new Topic(
                name,
                scope,
                key,
                value,
                partitions,
                fixed,
                cleanup,
                retention,
                group,
                appendTime,
                readers,
                writers,
                transactional);
    }
}

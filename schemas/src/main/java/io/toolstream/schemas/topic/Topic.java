package io.toolstream.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One topic as declared.
///
/// @param name       without the prefix of its scope, such as `rollout-requests`
/// @param key        what its records are keyed by, for people
/// @param value      the record it carries, by simple class name
/// @param partitions default number; `fixed` says that another number breaks the protocol
/// @param retention  how long records stay; absent keeps them for ever (or until compacted)
/// @param group      the share group that works it off, if one does
/// @param appendTime whether the broker stamps records, because a time to live counts from there
/// @param readers    programs that may read it
/// @param writers    programs that may write it
/// @param transactions who writes it in transactions; readers see those records only after commit
public record Topic(
        String name,
        Scope scope,
        String key,
        String value,
        int partitions,
        boolean fixed,
        Cleanup cleanup,
        @Nullable Duration retention,
        @Nullable ShareGroup group,
        boolean appendTime,
        Set<Program> readers,
        Set<Program> writers,
        Set<Program> transactions) {
    /// A fold that is rebuilt sees every record this young: the beats of a request in play are among them.
    private static final Duration COMPACTION_LAG = Duration.ofHours(1);

    public Topic {
        readers = Set.copyOf(readers);
        writers = Set.copyOf(writers);
        transactions = Set.copyOf(transactions);
        if (partitions < 1) {
            throw new IllegalArgumentException("topic %s has %d partitions".formatted(name, partitions));
        }
        if (!writers.containsAll(transactions)) {
            throw new IllegalArgumentException("topic %s is written in transactions by %s, but only %s may write"
                    .formatted(name, transactions, writers));
        }
    }

    /// The name with the prefix of its scope, placeholders and all: `{run}.trajectories`.
    public String pattern() {
        return scope.prefix() + name;
    }

    /// The name in Kafka, where `names` says what run, pool and data set are called.
    public String in(Names names) {
        return names.fill(pattern());
    }

    /// The share group's name in Kafka.
    ///
    /// @throws IllegalStateException if no share group works this topic off
    public String groupIn(Names names) {
        if (group == null) {
            throw new IllegalStateException("topic %s has no share group; read it from its log".formatted(name));
        }
        return names.fill(group.id());
    }

    /// Whether a reader must be read_committed.
    public boolean transactional() {
        return !transactions.isEmpty();
    }

    /// The topic's configuration. No size limit is among it: none is raised anywhere.
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("cleanup.policy", cleanup.policy());
        settings.put("compression.type", "producer");
        settings.put("retention.ms", retention == null ? "-1" : Long.toString(retention.toMillis()));
        settings.put("retention.bytes", "-1");
        if (cleanup == Cleanup.COMPACT) {
            settings.put("min.compaction.lag.ms", Long.toString(COMPACTION_LAG.toMillis()));
        }
        settings.put("message.timestamp.type", appendTime ? "LogAppendTime" : "CreateTime");
        return settings;
    }

    /// What `program` may do with it.
    public List<Right> rights(Program program) {
        var rights = new ArrayList<Right>();
        if (readers.contains(program)) {
            rights.add(Right.READ);
        }
        if (writers.contains(program)) {
            rights.add(Right.WRITE);
        }
        return List.copyOf(rights);
    }

    /// What an access rule allows; each implies Kafka's DESCRIBE.
    public enum Right {
        READ,
        WRITE
    }
}

package io.toolstream.sandbox.worker;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.code.CodeAskerSettings;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Requests of one asker, and the topics for them.
public final class Requests {
    static final Names NAMES = new Names("run", "pool", "data");
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final RunId RUN = new RunId("run");
    private static final int OUTSTANDING_MAX = 300;
    private static final Incarnation ASKER = new Incarnation("00000000deadbeef");

    private Requests() {}

    static CodeRequest request(String code) {
        return request(code, 0);
    }

    static CodeRequest request(String code, int group) {
        return request(Program.of(code), group);
    }

    /// A request of `program` by the asker.
    public static CodeRequest request(Program program, int group) {
        return new CodeRequest(
                new RequestId(trajectory(group), 1, 0, "ab".repeat(32), "0123456789abcdef0123456789abcdef"),
                RUN,
                "rollout-0",
                ASKER,
                program,
                "std",
                TIME_TO_LIVE);
    }

    /// Makes the topics of the pool `pool`.
    public static void makeTopics(Cluster cluster) throws InterruptedException {
        makeTopics(cluster, Map.of());
    }

    /// @param results settings of the topic of results beside the declared ones
    static void makeTopics(Cluster cluster, Map<String, String> results) throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : List.of(Topics.SCHEMAS, Topics.CODE_REQUESTS, Topics.CODE_RESULTS, Topics.DEAD_LETTERS)) {
            Map<String, String> settings = new HashMap<>(topic.settings());
            settings.putAll(topic.equals(Topics.CODE_RESULTS) ? results : Map.of());
            topics.add(
                    new TopicDeclaration(topic.in(NAMES), topic.fixed() ? 1 : topic.partitions(), (short) 1, settings));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
            admin.applyGroups(List.of(new GroupDeclaration(
                    Topics.CODE_REQUESTS.groupIn(NAMES),
                    Objects.requireNonNull(Topics.CODE_REQUESTS.group()).settings())));
        }
    }

    /// Asks once, without waiting for the answer.
    public static void ask(Cluster cluster, CodeRequest request) throws InterruptedException {
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            writer.write(OutgoingRecord.of(
                    Topics.CODE_REQUESTS.in(NAMES),
                    request.requestId().key(),
                    CODECS.codeRequests().encode(request)));
        }
    }

    /// All that was answered.
    public static List<CodeResult> results(Cluster cluster) throws InterruptedException {
        List<CodeResult> results = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.CODE_RESULTS.in(NAMES)))) {
            reader.readToEnd(
                    PATIENCE,
                    record -> results.add(
                            CODECS.codeResults().decode(record.body().orElseThrow())));
        }
        return results;
    }

    /// Requests that are not accepted.
    public static long backlog(Cluster cluster) throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            return admin.backlog(Topics.CODE_REQUESTS.groupIn(NAMES), Topics.CODE_REQUESTS.in(NAMES));
        }
    }

    /// An asker that waits longer for an answer than a test lasts, so that nothing is asked twice.
    static CodeAsker asker(Cluster cluster, LogWriter writer) {
        return CodeAsker.open(
                new CodeAskerSettings(
                        cluster, NAMES, RUN, "rollout-0", ASKER, "std", Duration.ofMinutes(5), 3, OUTSTANDING_MAX),
                Codecs.with(SchemaSource.none()),
                writer,
                new Random(1));
    }

    static TrajectoryId trajectory(int group) {
        return TrajectoryId.of(group, 0, 1, ASKER);
    }

    static SandboxWorkerSettings settings(String bootstrap, int slot, int lanes) {
        return new SandboxWorkerSettings(
                Cluster.at(bootstrap), NAMES, slot, lanes, Duration.ofSeconds(5), "test", Map.of("python", "3"));
    }
}

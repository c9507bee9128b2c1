package io.toolstream.trajectories.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.toolstream.grading.RewardPresets;
import io.toolstream.schemas.Answer;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// The topology under the test driver, with records for bytes.
final class GroupRun implements AutoCloseable {
    private final Codecs codecs = Codecs.with(SchemaSource.none());
    private final AtomicReference<@Nullable Instant> readUpTo = new AtomicReference<>();
    private final TopologyTestDriver driver;
    private final TestOutputTopic<String, byte[]> behaviour;
    private @Nullable BehaviourReport lastReport;

    GroupRun(Path stateDirectory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Topics.applicationId(Plays.NAMES));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(
                GroupTopology.of(new GroupProcessor.Grading(
                        Plays.NAMES, codecs, RewardPresets.paper(), true, Duration.ofSeconds(1), _ -> readUpTo.get())),
                properties,
                Plays.START);
        behaviour = output(Topics.BEHAVIOUR.in(Plays.NAMES));
    }

    /// A run whose stores begin with what this one's hold.
    GroupRun restarted(Path stateDirectory) {
        GroupRun next = new GroupRun(stateDirectory);
        for (Purpose purpose : Purpose.values()) {
            for (String store : StoreNames.of(purpose).all()) {
                KeyValueStore<Object, byte[]> restored = next.driver.getKeyValueStore(store);
                kept(store).forEach(entry -> restored.put(entry.key, entry.value));
            }
        }
        return next;
    }

    void answer(ProblemId problem, String reference) {
        brokenAnswer(problem, codecs.answers().encode(new Answer(problem, reference)));
    }

    void brokenAnswer(ProblemId problem, byte[] bytes) {
        pipe(Topics.ANSWERS, problem.value(), bytes);
    }

    void request(RolloutRequest request) {
        Topic topic = request.purpose() == Purpose.TRAINING ? Topics.ROLLOUT_REQUESTS : Topics.EVAL_REQUESTS;
        pipe(topic, Long.toString(request.seq()), codecs.rolloutRequests().encode(request));
    }

    void evaluationRequest(String key, byte[] value) {
        pipe(Topics.EVAL_REQUESTS, key, value);
    }

    void request(String key, byte[] value) {
        pipe(Topics.ROLLOUT_REQUESTS, key, value);
    }

    void played(Trajectory trajectory) {
        played(Long.toString(trajectory.groupId()), bytes(trajectory));
    }

    void played(String key, byte[] value) {
        pipe(Topics.TRAJECTORIES, key, value);
    }

    byte[] bytes(Trajectory trajectory) {
        return codecs.trajectories().encode(trajectory);
    }

    byte[] bytes(RolloutRequest request) {
        return codecs.rolloutRequests().encode(request);
    }

    String hashOf(Trajectory trajectory) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(trajectory)));
        } catch (NoSuchAlgorithmException absent) {
            throw new AssertionError(absent);
        }
    }

    /// The clock goes on.
    void passes(Duration time) {
        driver.advanceWallClockTime(time);
    }

    void readUpTo(Instant time) {
        readUpTo.set(time);
    }

    /// Groups since the last call.
    List<TrajectoryGroup> groups() {
        return everythingOn(Topics.TRAJECTORY_GROUPS.in(Plays.NAMES)).stream()
                .map(codecs.trajectoryGroups()::decode)
                .toList();
    }

    /// The only group since the last call.
    TrajectoryGroup group() {
        List<TrajectoryGroup> groups = groups();
        if (groups.size() != 1) {
            throw new AssertionError("not one group: " + groups);
        }
        return groups.getFirst();
    }

    /// Reports since the last call, under their keys.
    List<KeyValue<String, EvaluationReport>> evaluations() {
        return output(Topics.EVALUATIONS.in(Plays.NAMES)).readKeyValuesToList().stream()
                .map(entry ->
                        KeyValue.pair(entry.key, codecs.evaluationReports().decode(entry.value)))
                .toList();
    }

    /// The newest report since the last call.
    EvaluationReport evaluation() {
        return evaluations().getLast().value;
    }

    List<DeadLetter> letters() {
        return everythingOn(Topics.DEAD_LETTERS.in(Plays.NAMES)).stream()
                .map(codecs.deadLetters()::decode)
                .toList();
    }

    /// The newest report of a version.
    BehaviourReport behaviour(long version) {
        behaviour.readKeyValuesToList().stream()
                .filter(entry -> entry.key.equals(Long.toString(version)))
                .forEach(entry -> lastReport = codecs.behaviourReports().decode(entry.value));
        if (lastReport == null) {
            throw new AssertionError("no report of version " + version);
        }
        return lastReport;
    }

    boolean behaviourWasReported() {
        return !behaviour.isEmpty();
    }

    Set<String> producedTopics() {
        return driver.producedTopicNames();
    }

    /// Values since the last call, tombstones left out.
    List<byte[]> everythingOn(String topic) {
        return output(topic).readValuesToList().stream()
                .filter(Objects::nonNull)
                .toList();
    }

    List<KeyValue<Object, byte[]>> kept(String store) {
        List<KeyValue<Object, byte[]>> entries = new ArrayList<>();
        KeyValueStore<Object, byte[]> found = driver.getKeyValueStore(store);
        try (KeyValueIterator<Object, byte[]> all = found.all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    private void pipe(Topic topic, String key, byte[] value) {
        driver.createInputTopic(topic.in(Plays.NAMES), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key.getBytes(UTF_8), value, Plays.START);
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        driver.close();
    }
}

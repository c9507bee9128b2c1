package io.toolstream.schemas.topic;

import static io.toolstream.schemas.topic.Program.CLI;
import static io.toolstream.schemas.topic.Program.IMPORT;
import static io.toolstream.schemas.topic.Program.LEARNER;
import static io.toolstream.schemas.topic.Program.ROLLOUT_WORKER;
import static io.toolstream.schemas.topic.Program.SANDBOX_WORKER;
import static io.toolstream.schemas.topic.Program.TRAJECTORY_SERVICE;

import java.time.Duration;
import java.util.List;

/// The topics, each declared once.
public final class Topics {
    /// No record exceeds this many bytes, key and headers included; Kafka's own limit of 1 MiB is never raised.
    public static final int MAX_RECORD_BYTES = 900_000;

    /// Consumers of one share group, at most (`group.share.max.size`); a larger pool needs another shard.
    public static final int MAX_LANES = 1_000;

    /// Deliveries of one code request from which on it is not run but answered as poison.
    public static final int POISON_DELIVERIES = 3;

    public static final Topic RUNS = kept("runs", Scope.CLUSTER, "runId", "RunManifest")
            .written(LEARNER, CLI)
            .read(CLI, TRAJECTORY_SERVICE, LEARNER, ROLLOUT_WORKER)
            .transactions(LEARNER)
            .build();

    /// Values are schemas as JSON, not records. A sandbox may not write here: `topics apply` registers its schemas.
    public static final Topic SCHEMAS = kept("schemas", Scope.CLUSTER, "fingerprint", "WriterSchema")
            .compacted()
            .one()
            .written(ROLLOUT_WORKER, TRAJECTORY_SERVICE, LEARNER, CLI, IMPORT)
            .read(ROLLOUT_WORKER, TRAJECTORY_SERVICE, LEARNER, CLI, IMPORT)
            .build();

    public static final Topic PROBLEMS = kept("problems", Scope.DATASET, "problemId", "Problem")
            .compacted()
            .written(IMPORT)
            .read(LEARNER, CLI, IMPORT)
            .build();

    /// Read by the grader, which lives in the trajectory service, and by nobody else.
    public static final Topic ANSWERS = kept("answers", Scope.DATASET, "problemId", "Answer")
            .compacted()
            .written(IMPORT)
            .read(TRAJECTORY_SERVICE)
            .build();

    public static final Topic ROLLOUT_REQUESTS = kept("rollout-requests", Scope.RUN, "seq", "RolloutRequest")
            .partitions(4)
            .group(new ShareGroup("{run}.rollout-workers", ROLLOUT_WORKER, Duration.ofSeconds(30), 10))
            .written(LEARNER)
            .read(ROLLOUT_WORKER, TRAJECTORY_SERVICE, LEARNER, CLI)
            .transactions(LEARNER)
            .build();

    public static final Topic EVAL_REQUESTS = kept("eval-requests", Scope.RUN, "seq", "RolloutRequest")
            .partitions(4)
            .group(new ShareGroup("{run}.eval-workers", ROLLOUT_WORKER, Duration.ofSeconds(30), 10))
            .written(LEARNER, CLI)
            .read(ROLLOUT_WORKER, TRAJECTORY_SERVICE, CLI)
            .transactions(LEARNER)
            .build();

    public static final Topic WORKERS = kept("workers", Scope.RUN, "workerId", "WorkerBeat")
            .compacted()
            .one()
            .written(ROLLOUT_WORKER)
            .read(LEARNER, TRAJECTORY_SERVICE, CLI)
            .build();

    public static final Topic CODE_REQUESTS = kept("code-requests", Scope.POOL, "requestId", "CodeRequest")
            .partitions(4)
            .retained(Duration.ofHours(1))
            .group(new ShareGroup("{pool}.sandbox-lanes", SANDBOX_WORKER, Duration.ofSeconds(40), 5))
            .stampedByBroker()
            .written(ROLLOUT_WORKER, LEARNER, CLI)
            .read(SANDBOX_WORKER, TRAJECTORY_SERVICE)
            .build();

    public static final Topic CODE_RESULTS = kept("code-results", Scope.POOL, "askerId", "CodeResult")
            .partitions(4)
            .retained(Duration.ofHours(1))
            .written(SANDBOX_WORKER)
            .read(ROLLOUT_WORKER, LEARNER, TRAJECTORY_SERVICE, CLI)
            .build();

    public static final Topic TRAJECTORIES = kept("trajectories", Scope.RUN, "groupId", "Trajectory")
            .partitions(4)
            .written(ROLLOUT_WORKER)
            .read(TRAJECTORY_SERVICE, LEARNER, CLI)
            .build();

    /// One partition gives one order, which replay and the learner's cursor stand on. Its verdicts give answers away,
    /// so
    /// whoever plays may not read it.
    public static final Topic TRAJECTORY_GROUPS = kept("trajectory-groups", Scope.RUN, "groupId", "TrajectoryGroup")
            .one()
            .written(TRAJECTORY_SERVICE)
            .read(LEARNER, TRAJECTORY_SERVICE, CLI)
            .transactions(TRAJECTORY_SERVICE)
            .build();

    /// Each record replaces the one before it of its version.
    public static final Topic BEHAVIOUR = kept("behaviour", Scope.RUN, "version", "BehaviourReport")
            .compacted()
            .one()
            .written(TRAJECTORY_SERVICE)
            .read(TRAJECTORY_SERVICE, LEARNER, CLI)
            .transactions(TRAJECTORY_SERVICE)
            .build();

    /// Keys are unique, so compaction keeps every version until a tombstone retires it.
    public static final Topic WEIGHTS = kept("weights", Scope.RUN, "version", "WeightManifest")
            .compacted()
            .one()
            .written(LEARNER, CLI)
            .read(ROLLOUT_WORKER, LEARNER, TRAJECTORY_SERVICE, CLI)
            .transactions(LEARNER)
            .build();

    public static final Topic WEIGHT_CHUNKS = kept("weight-chunks", Scope.RUN, "blob/chunk", "WeightChunk")
            .compacted()
            .one()
            .written(LEARNER, CLI)
            .read(ROLLOUT_WORKER, LEARNER, CLI)
            .build();

    public static final Topic LEARNER_STEPS = kept("learner-steps", Scope.RUN, "step", "StepReport")
            .one()
            .written(LEARNER)
            .read(LEARNER, TRAJECTORY_SERVICE, CLI)
            .transactions(LEARNER)
            .build();

    public static final Topic EVALUATIONS = kept("evaluations", Scope.RUN, "evalSet/version", "EvaluationReport")
            .one()
            .written(TRAJECTORY_SERVICE)
            .read(TRAJECTORY_SERVICE, LEARNER, CLI)
            .transactions(TRAJECTORY_SERVICE)
            .build();

    public static final Topic DEAD_LETTERS = kept("dead-letters", Scope.RUN, "origin", "DeadLetter")
            .one()
            .written(ROLLOUT_WORKER, TRAJECTORY_SERVICE, LEARNER)
            .read(TRAJECTORY_SERVICE, LEARNER, CLI)
            .transactions(LEARNER, TRAJECTORY_SERVICE)
            .build();

    /// All of them, in the order in which a run needs them.
    public static final List<Topic> ALL = List.of(
            RUNS,
            SCHEMAS,
            PROBLEMS,
            ANSWERS,
            ROLLOUT_REQUESTS,
            EVAL_REQUESTS,
            WORKERS,
            CODE_REQUESTS,
            CODE_RESULTS,
            TRAJECTORIES,
            TRAJECTORY_GROUPS,
            BEHAVIOUR,
            WEIGHTS,
            WEIGHT_CHUNKS,
            LEARNER_STEPS,
            EVALUATIONS,
            DEAD_LETTERS);

    private Topics() {}

    /// The transactional id of `program` in the process slot `slot` of a run.
    ///
    /// @throws IllegalArgumentException if the program writes no transactions of its own
    public static String transactionalId(Program program, Names names, int slot) {
        if (program != LEARNER || slot != 0) {
            throw new IllegalArgumentException(
                    "%s in slot %d has no transactional id; only the learner of slot 0 has one (Streams names its own)"
                            .formatted(program, slot));
        }
        return names.run() + "." + program.principal();
    }

    /// The consumer group of the trajectory service, and the prefix of the topics and transactions Streams makes for
    /// it.
    public static String applicationId(Names names) {
        return names.run() + "." + TRAJECTORY_SERVICE.principal();
    }

    /// How many shards of `code-requests` a pool of `lanes` needs.
    public static int shards(int lanes) {
        if (lanes < 1) {
            throw new IllegalArgumentException("a pool of %d lanes runs nothing; give it at least 1".formatted(lanes));
        }
        return Math.ceilDiv(lanes, MAX_LANES);
    }

    private static TopicBuilder kept(String name, Scope scope, String key, String value) {
        return new TopicBuilder(name, scope, key, value);
    }
}

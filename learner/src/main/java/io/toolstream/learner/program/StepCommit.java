package io.toolstream.learner.program;

import io.toolstream.learner.commit.CommitPlan;
import io.toolstream.policy.model.WeightBytes;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.blob.BlobStore;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TransactionalWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a step durable in the order of [CommitPlan].
final class StepCommit {
    private final LearnerSettings settings;
    private final Codecs codecs;
    private final Checkpoints checkpoints;
    private final BlobStore store;
    private final TransactionalWriter transactions;
    private final PolicyIdentity identity;
    private final InstantSource clock;

    /// What goes into the transaction of a step besides its report and manifest.
    ///
    /// @param requests that the step asks for
    /// @param run      the run's record, when the step changes its state
    record Along(List<RolloutRequest> requests, @Nullable RunManifest run) {
        static final Along NOTHING = new Along(List.of(), null);
    }

    StepCommit(
            LearnerSettings settings,
            Codecs codecs,
            Checkpoints checkpoints,
            BlobStore store,
            TransactionalWriter transactions,
            PolicyIdentity identity,
            InstantSource clock) {
        this.settings = settings;
        this.codecs = codecs;
        this.checkpoints = checkpoints;
        this.store = store;
        this.transactions = transactions;
        this.identity = identity;
        this.clock = clock;
    }

    /// All of a step.
    ///
    /// @param publishes whether the step made a version
    void step(TrainedPolicy policy, StepReport report, boolean publishes, Along along)
            throws IOException, InterruptedException {
        List<Blob> blobs = new ArrayList<>();
        // A step after an accepted divergence cannot be run again from an older checkpoint. Nor can the last steps of
        // a completed run once it goes on, for the rates of all steps follow from their number.
        boolean checkpointed = report.divergence() != null || along.run() != null;
        for (CommitPlan.Action action :
                settings.plan().actions(report.step(), report.version(), publishes, checkpointed)) {
            switch (action) {
                case CommitPlan.Action.WriteCheckpoint _ -> checkpoints.write(policy, report);
                case CommitPlan.Action.WriteBlobs write -> blobs.addAll(blobs(policy, write.version()));
                case CommitPlan.Action.Commit commit -> {
                    List<OutgoingRecord> records = new ArrayList<>();
                    if (commit.publishes()) {
                        records.add(manifest(report, blobs));
                    }
                    records.add(OutgoingRecord.of(
                            Topics.LEARNER_STEPS.in(settings.names()),
                            Long.toString(report.step()),
                            codecs.stepReports().encode(report)));
                    RunManifest run = along.run();
                    if (run != null) {
                        records.add(record(run));
                    }
                    records.addAll(records(along.requests()));
                    transactions.commit(records);
                }
            }
        }
    }

    /// Requests between two steps.
    void requests(List<RolloutRequest> requests) {
        transactions.commit(records(requests));
    }

    /// The run's record alone.
    void run(RunManifest run) {
        transactions.commit(List.of(record(run)));
    }

    private OutgoingRecord record(RunManifest run) {
        return OutgoingRecord.of(
                Topics.RUNS.in(settings.names()),
                run.runId().value(),
                codecs.runManifests().encode(run));
    }

    private List<OutgoingRecord> records(List<RolloutRequest> requests) {
        return requests.stream()
                .map(request -> OutgoingRecord.of(
                        Topics.ROLLOUT_REQUESTS.in(settings.names()),
                        Long.toString(request.seq()),
                        codecs.rolloutRequests().encode(request)))
                .toList();
    }

    private OutgoingRecord manifest(StepReport report, List<Blob> blobs) {
        WeightManifest manifest = new WeightManifest(
                settings.runId(),
                report.version(),
                WeightManifest.Kind.KEYFRAME,
                null,
                identity,
                WeightBytes.DTYPE,
                report.weightsHash(),
                blobs,
                clock.instant());
        return OutgoingRecord.of(
                Topics.WEIGHTS.in(settings.names()),
                Long.toString(report.version()),
                codecs.weightManifests().encode(manifest));
    }

    private List<Blob> blobs(TrainedPolicy policy, long version) throws IOException, InterruptedException {
        List<Blob> blobs = new ArrayList<>();
        blobs.add(store.put(Role.WEIGHTS, policy.published()));
        if (version == 0) {
            Path model = settings.model();
            blobs.add(store.put(Role.CONFIG, Files.readAllBytes(model.resolve(ModelFiles.CONFIG))));
            blobs.add(store.put(Role.TOKENIZER, Files.readAllBytes(model.resolve(ModelFiles.TOKENIZER))));
            blobs.add(store.put(Role.TEMPLATE, Files.readAllBytes(model.resolve(ModelFiles.TEMPLATE))));
        }
        return blobs;
    }
}

package io.toolstream.learner.program;

import io.toolstream.learner.commit.Batch;
import io.toolstream.learner.commit.Restart;
import io.toolstream.learner.commit.StateHashes;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.blob.BlobStore;
import io.toolstream.transport.weights.WeightFollower;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a started learner to where the log stands, by [Restart].
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final LearnerSettings settings;
    private final Codecs codecs;
    private final TorchRuntime torch;
    private final RunLog log;
    private final TrajectoryBodies bodies;
    private final BlobStore store;
    private final Duration stall;

    /// Where a learner stands when it is restored.
    ///
    /// @param report     of the step that the policy is at
    /// @param published  whether that step is on the log
    /// @param divergence what was accepted, to be said in the next report
    record Stand(
            TrainedPolicy policy,
            StepReport report,
            boolean published,
            @Nullable String divergence) {}

    Restoration(
            LearnerSettings settings,
            Codecs codecs,
            TorchRuntime torch,
            RunLog log,
            TrajectoryBodies bodies,
            BlobStore store,
            Duration stall) {
        this.settings = settings;
        this.codecs = codecs;
        this.torch = torch;
        this.log = log;
        this.bodies = bodies;
        this.store = store;
        this.stall = stall;
    }

    /// The newest checkpoint, or else the model, with the steps of the log run again on top.
    ///
    /// @param reports all steps on the log
    /// @throws DivergedException if a step comes out differently and that is not accepted
    Stand restore(Checkpoints checkpoints, List<StepReport> reports, Instant now)
            throws IOException, InterruptedException {
        Optional<Checkpoints.Restored> checkpoint = checkpoints.newest(torch);
        TrainedPolicy policy = checkpoint.isPresent()
                ? checkpoint.get().policy()
                : TrainedPolicy.initial(torch, settings.model(), settings.training());
        try {
            StepReport own = checkpoint.map(Checkpoints.Restored::report).orElseGet(() -> first(policy, now));
            return follow(policy, own, reports);
        } catch (RuntimeException | IOException | InterruptedException failure) {
            policy.close();
            throw failure;
        }
    }

    private Stand follow(TrainedPolicy policy, StepReport own, List<StepReport> reports)
            throws IOException, InterruptedException {
        Restart next = Restart.begin(policy.step(), policy.hashes(), reports);
        String divergence = null;
        while (true) {
            switch (next) {
                case Restart.Publish _ -> {
                    return new Stand(policy, own, false, null);
                }
                case Restart.Rerun rerun -> next = rerun.rerun(again(policy, rerun.report()));
                case Restart.Ready ready -> {
                    if (ready.published()) {
                        adopt(policy, reports.getLast());
                    }
                    return new Stand(policy, reports.getLast(), true, divergence);
                }
                case Restart.Diverged diverged -> {
                    divergence = diverged.message(firstOther(policy, diverged, reports));
                    if (!settings.acceptDivergence()) {
                        throw new DivergedException(divergence);
                    }
                    LOG.atWarn().log("divergence accepted: {}", divergence);
                    next = diverged.accept();
                }
                case Restart.Refused refused -> throw new IllegalStateException(refused.reason());
            }
        }
    }

    private StateHashes again(TrainedPolicy policy, StepReport report) {
        LOG.atInfo().log("step {} is run again from the log", report.step());
        Batch batch = log.batchOf(report);
        policy.train(Rows.of(batch, bodies.read(batch), settings.training().positions()));
        return policy.hashes();
    }

    /// The first tensor that differs from the published one; absent where the weights are equal and the moments, which
    /// are not published, differ, and where the version has been retired.
    private @Nullable String firstOther(TrainedPolicy policy, Restart.Diverged diverged, List<StepReport> reports)
            throws InterruptedException {
        long version = reports.stream()
                .filter(report -> report.step() == diverged.step())
                .findFirst()
                .orElseThrow()
                .version();
        Optional<byte[]> published = published(version);
        return published.isEmpty() ? null : policy.firstOther(published.get()).orElse(null);
    }

    private void adopt(TrainedPolicy policy, StepReport last) throws InterruptedException {
        byte[] weights = published(last.version())
                .orElseThrow(() -> new IllegalStateException(
                        "version %d is on learner-steps but not on weights".formatted(last.version())));
        policy.adopt(weights, last.step(), last.version());
    }

    private Optional<byte[]> published(long version) throws InterruptedException {
        try (WeightFollower follower = WeightFollower.open(
                settings.cluster(), Topics.WEIGHTS.in(settings.names()), codecs.weightManifests())) {
            follower.catchUp(stall);
            Optional<WeightManifest> manifest = follower.version(version);
            return manifest.isEmpty() ? Optional.empty() : Optional.of(store.get(weights(manifest.get())));
        }
    }

    private static Blob weights(WeightManifest manifest) {
        return manifest.blobs().stream()
                .filter(blob -> blob.role() == Role.WEIGHTS)
                .findFirst()
                .orElseThrow();
    }

    private StepReport first(TrainedPolicy policy, Instant now) {
        StateHashes hashes = policy.hashes();
        return new StepReport(
                settings.runId(), 0, 0, List.of(), 0, hashes.weights(), hashes.state(), Map.of(), null, null, now, now);
    }
}

package io.toolstream.app.run;

import io.toolstream.schemas.RunManifest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a run goes on that has stopped.
public final class Resumption {
    private static final String STEPS = "learner.steps";

    private Resumption() {}

    /// The record of `run` that sets it going again, or `run` itself if it is going and no steps are named.
    ///
    /// @param last  step on the log
    /// @param steps after which it is complete from now on; if absent, as before
    /// @throws IllegalArgumentException if it has failed, or there is no step left to do
    public static RunManifest of(RunManifest run, long last, Optional<Long> steps, Instant now) {
        if (run.state() == RunManifest.State.FAILED) {
            throw new IllegalArgumentException(
                    "run %s is FAILED (%s); declare another one".formatted(run.runId(), run.reason()));
        }
        Optional<Long> end = steps.or(() -> steps(run));
        boolean over = end.isPresent() && end.get() <= last;
        if (over && (steps.isPresent() || run.state() == RunManifest.State.COMPLETED)) {
            throw new IllegalArgumentException(
                    "run %s stands at step %d and is complete after %d; say by --steps N, above %d, how far it goes on, and give its learner learner.steps=N"
                            .formatted(run.runId(), last, end.get(), last));
        }
        if (run.state() == RunManifest.State.RUNNING && steps.isEmpty()) {
            return run;
        }
        Map<String, String> settings = new TreeMap<>(run.settings());
        steps.ifPresent(named -> settings.put(STEPS, named.toString()));
        return new RunManifest(
                run.runId(),
                RunManifest.State.RUNNING,
                settings,
                run.codeVersion(),
                run.policy(),
                run.dataset(),
                run.datasetHash(),
                run.parent(),
                null,
                run.created(),
                now);
    }

    /// After how many steps `run` is complete, as its record says.
    public static Optional<Long> steps(RunManifest run) {
        String value = run.settings().get(STEPS);
        try {
            return value == null ? Optional.empty() : Optional.of(Long.valueOf(value));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "run %s sets %s to '%s', which is no number".formatted(run.runId(), STEPS, value));
        }
    }
}

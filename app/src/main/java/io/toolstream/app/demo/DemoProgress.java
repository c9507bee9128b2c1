package io.toolstream.app.demo;

import io.toolstream.schemas.EvaluationReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/// What a person sees of a demonstration while it goes on: plain lines, not more than a few a second.
final class DemoProgress {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Consumer<String> lines;
    private final InstantSource clock;
    private Instant quietUntil = Instant.EPOCH;

    DemoProgress(Consumer<String> lines, InstantSource clock) {
        this.lines = lines;
        this.clock = clock;
    }

    void say(String line) {
        lines.accept(line);
    }

    /// At most every few seconds, and at the end.
    void share(String what, int done, int all) {
        Instant now = clock.instant();
        if (done == all || now.isAfter(quietUntil)) {
            quietUntil = now.plus(PAUSE);
            say(String.format(Locale.ROOT, "%s: %d of %d problems", what, done, all));
        }
    }

    void measured(String when, Measured measured) {
        say(String.format(
                Locale.ROOT,
                "%s: accuracy %.3f at top-p 0.7, %.3f raw, %.3f in unseen phrasings; code ratio %.2f",
                when,
                measured.paper().mean(),
                measured.raw().mean(),
                measured.unseen().mean(),
                part(measured.paper(), "codeRatio")));
    }

    void step(RunWatch.Observed step, Instant started, int steps, long lag) {
        say(String.format(
                Locale.ROOT,
                "step %3d/%d  %4.0f s  reward %+.2f  accuracy %.2f  code %.2f  %5.0f tokens/s  sandbox p50 %.1f ms  lag %d"
                        + "  version %d",
                step.report().step(),
                steps,
                step.secondsSince(started),
                step.metric("reward/mean"),
                step.metric("accuracy/mean"),
                step.metric("code_ratio/mean"),
                step.tokensPerSecond(),
                step.sandboxP50Ms(),
                lag,
                step.report().version()));
    }

    static double part(EvaluationReport report, String name) {
        return report.parts().getOrDefault(name, 0.0);
    }
}

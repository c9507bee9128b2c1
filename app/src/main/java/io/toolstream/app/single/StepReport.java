package io.toolstream.app.single;

import io.toolstream.learner.objective.GroupAdvantage;
import io.toolstream.learner.policy.UpdateReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a single run.
///
/// @param step from 1
/// @param reward mean
/// @param accuracy share of right samples
/// @param codeRatio share of samples that ran a program
/// @param corrected share of samples with a failed program, a later one that ran, and a right answer
/// @param recovered of the samples whose first program failed, the share that ended right; null when none failed
/// @param sandboxP50Ms median time of a program in its sandbox; null when none ran
/// @param tokensPerSecond played, interpreter tokens included
/// @param responseTokens mean length of a response
/// @param groupsTrained groups whose rewards differed
/// @param update what the update did
/// @param seconds since the run began
public record StepReport(
        int step,
        double reward,
        double accuracy,
        double codeRatio,
        double corrected,
        @Nullable Double recovered,
        @Nullable Double sandboxP50Ms,
        double tokensPerSecond,
        double responseTokens,
        int groupsTrained,
        UpdateReport update,
        double seconds) {

    static StepReport of(int step, List<List<Graded>> played, UpdateReport update, double playSeconds, double seconds) {
        List<Graded> all = played.stream().flatMap(List::stream).toList();
        int trained = (int) played.stream()
                .filter(group -> !group.isEmpty()
                        && !GroupAdvantage.noSignal(
                                group.stream().mapToDouble(Graded::reward).toArray()))
                .count();
        double count = Math.max(1, all.size());
        long failed = all.stream().filter(Graded::failedFirst).count();
        long tokens = all.stream()
                .mapToLong(graded -> graded.sample().response().length)
                .sum();
        return new StepReport(
                step,
                all.stream().mapToDouble(Graded::reward).sum() / count,
                all.stream().filter(Graded::right).count() / count,
                all.stream().filter(Graded::usesCode).count() / count,
                all.stream().filter(Graded::corrected).count() / count,
                failed == 0
                        ? null
                        : all.stream()
                                        .filter(graded -> graded.failedFirst() && graded.right())
                                        .count()
                                / (double) failed,
                median(all),
                tokens / playSeconds,
                tokens / count,
                trained,
                update,
                seconds);
    }

    private static @Nullable Double median(List<Graded> all) {
        double[] sorted = all.stream()
                .flatMap(graded -> graded.sample().calls().stream())
                .mapToDouble(call -> call.result().wall().toNanos() / 1e6)
                .sorted()
                .toArray();
        return sorted.length == 0 ? null : sorted[sorted.length / 2];
    }
}

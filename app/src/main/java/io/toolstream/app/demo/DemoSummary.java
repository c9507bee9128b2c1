package io.toolstream.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.account.Account;
import io.toolstream.app.report.DemoResult.AccountTable;
import io.toolstream.app.report.DemoResult.Fact;
import io.toolstream.app.report.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a demonstration shows in a few figures.
///
/// @param run           its name
/// @param steps         trained
/// @param base          the base at the paper's setting
/// @param before        the cold start
/// @param after         what training made of it
/// @param account       of all the run's topics
/// @param residentBytes largest seen of the whole cluster, this process included
/// @param trainingSeconds from the first request to the last step
/// @param wallSeconds   of the whole command
/// @param report        where it was written
public record DemoSummary(
        String run,
        int steps,
        Evaluation base,
        Measured before,
        Measured after,
        Account account,
        long residentBytes,
        double trainingSeconds,
        double wallSeconds,
        Path report) {
    private static final double GIB = 1 << 30;

    /// Whether no trajectory was lost, no group trained twice, and no rule broken.
    public boolean clean() {
        return account.clean();
    }

    /// Scripts rely on these fields.
    public ObjectNode json() {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("run", run)
                .put("steps", steps)
                .put("accuracy_before", before.paper().mean())
                .put("accuracy_after", after.paper().mean())
                .put("accuracy_raw_before", before.raw().mean())
                .put("accuracy_raw_after", after.raw().mean())
                .put("accuracy_unseen_phrasing_before", before.unseen().mean())
                .put("accuracy_unseen_phrasing_after", after.unseen().mean())
                .put("accuracy_base", base.accuracy())
                .put("heldout_problems", after.paper().problems())
                .put("unanswered_before", before.unanswered())
                .put("unanswered_after", after.unanswered())
                .put("code_ratio_before", DemoProgress.part(before.paper(), "codeRatio"))
                .put("code_ratio_after", DemoProgress.part(after.paper(), "codeRatio"))
                .put("corrected_before", DemoProgress.part(before.raw(), "corrected"))
                .put("corrected_after", DemoProgress.part(after.raw(), "corrected"))
                .put("trajectories", account.trajectories())
                .put("lost", account.lost())
                .put("duplicated", account.duplicated())
                .put("max_staleness", account.maxStaleness())
                .put("resident_mb", residentBytes / (1 << 20))
                .put("training_s", trainingSeconds)
                .put("wall_s", wallSeconds)
                .put("report", report.toString());
        return object;
    }

    /// As a person reads it.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(figures());
        long unanswered = before.unanswered() + after.unanswered();
        if (unanswered > 0) {
            lines.add(unanswered + " samples were not answered and count as wrong; see the rollout worker's log");
        }
        return lines;
    }

    private List<String> figures() {
        return List.of(
                line(
                        "held-out accuracy, top-p 0.7",
                        before.paper().mean(),
                        after.paper().mean()),
                line("held-out accuracy, raw", before.raw().mean(), after.raw().mean()),
                line(
                        "unseen phrasings, top-p 0.7",
                        before.unseen().mean(),
                        after.unseen().mean()),
                line(
                        "code ratio",
                        DemoProgress.part(before.paper(), "codeRatio"),
                        DemoProgress.part(after.paper(), "codeRatio")),
                String.format(Locale.ROOT, "base, before the cold start: %.3f", base.accuracy()),
                String.format(
                        Locale.ROOT,
                        "%d steps in %.0f s of training, %.0f s in all; %.2f GiB resident; %d trajectories, %d lost, %d"
                                + " trained twice",
                        steps,
                        trainingSeconds,
                        wallSeconds,
                        residentBytes / GIB,
                        account.trajectories(),
                        account.lost(),
                        account.duplicated()),
                "report: " + report);
    }

    static List<AccountTable> tables(Account account, long residentBytes) {
        return List.of(
                new AccountTable(
                        "Every record accounted for",
                        List.of(
                                new Fact("requests", Long.toString(account.requests())),
                                new Fact("groups by outcome", account.ended().toString()),
                                new Fact("trajectories", Long.toString(account.trajectories())),
                                new Fact("lost", Long.toString(account.lost())),
                                new Fact("trained twice", Long.toString(account.duplicated())),
                                new Fact("largest staleness", Long.toString(account.maxStaleness())))),
                new AccountTable(
                        "Memory",
                        List.of(new Fact(
                                "resident, all processes together",
                                String.format(Locale.ROOT, "%.2f GiB", residentBytes / GIB)))));
    }

    private static String line(String what, double from, double to) {
        return String.format(Locale.ROOT, "%-32s %.3f -> %.3f", what, from, to);
    }
}

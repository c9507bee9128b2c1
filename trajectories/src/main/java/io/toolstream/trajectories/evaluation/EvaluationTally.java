package io.toolstream.trajectories.evaluation;

import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.TrajectoryGroup;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sums over the problems of one evaluation set that one version has been asked, and over their trajectories.
///
/// A problem counts once its group has ended. A sample that never came, or came too late, counts as a wrong
/// one.
///
/// @param first a request of the evaluation; set, version, size and sampling of all its requests are the same
/// @param function the reward function, with its version
/// @param sums by name; see [#report()]
/// @param finished when the newest of the groups ended
public record EvaluationTally(RolloutRequest first, String function, Map<String, Double> sums, Instant finished) {
    private static final String PROBLEMS = "problems";
    private static final String MEAN = "mean";
    private static final String MAJORITY = "majority";
    private static final String BEST = "best";
    private static final String TRAJECTORIES = "trajectories";
    private static final String TURNS = "turns";
    private static final String WITH_CODE = "withCode";
    private static final String CORRECTED = "corrected";
    private static final String FINISHED = "finished";
    private static final String PROGRAMS = "programs";
    private static final String PASSED_PROGRAMS = "passedPrograms";
    private static final String RESPONSE_TOKENS = "responseTokens";
    private static final String FAMILY = "family.";
    private static final String FAMILY_SIZE = "familySize.";

    /// Copies the sums.
    public EvaluationTally {
        sums = Collections.unmodifiableMap(new TreeMap<>(sums));
    }

    /// What is counted and belongs to no share; each stands in [EvaluationReport#parts()] under its label.
    public enum Count {
        /// Samples that were asked for and are not in their group.
        MISSING("missing"),
        /// Trajectories whose answer the grader could not decide.
        UNDECIDED("undecided"),
        /// Groups in which a record could not be used.
        INVALID("invalid"),
        /// Trajectories that came for a sample already there. After the end of its group one is not counted.
        SUPERSEDED("superseded"),
        /// Trajectories that their worker or the sandbox ended.
        ABORTED("aborted"),
        /// Trajectories by a version, or of a problem, that was not asked for: refused.
        OTHER_VERSION("otherVersion"),
        /// Groups left out because size, sampling or reward function differ from the first one's.
        OTHER_SETTINGS("otherSettings");

        private final String label;

        Count(String label) {
            this.label = label;
        }
    }

    /// One problem, whose group has ended.
    public static EvaluationTally ended(RolloutRequest request, TrajectoryGroup group, String function) {
        Sums sums = new Sums();
        sums.add(PROBLEMS, 1);
        double right = 0;
        for (GroupMember member : group.members()) {
            right += member.grade().verdict() == Grade.Verdict.CORRECT ? 1 : 0;
            sample(member, sums);
        }
        double share = right / request.size();
        sums.add(MEAN, share);
        sums.add(MAJORITY, Vote.right(group.members()));
        sums.add(BEST, right > 0 ? 1 : 0);
        sums.add(Count.MISSING.label, request.size() - group.members().size());
        sums.add(Count.INVALID.label, group.outcome() == TrajectoryGroup.Outcome.INVALID ? 1 : 0);
        family(request).ifPresent(family -> {
            sums.add(FAMILY + family, share);
            sums.add(FAMILY_SIZE + family, 1);
        });
        return new EvaluationTally(request, function, sums.values, group.ended());
    }

    /// One more of `what`, for an evaluation of which no group need have ended.
    public static EvaluationTally counted(Count what, RolloutRequest request, String function) {
        return new EvaluationTally(request, function, Map.of(what.label, 1.0), request.issued());
    }

    /// Both together. Where the settings differ, this one and a note of it.
    public EvaluationTally plus(EvaluationTally other) {
        Sums both = new Sums();
        sums.forEach(both::add);
        if (function.equals(other.function) && sameSettings(first, other.first)) {
            other.sums.forEach(both::add);
        } else {
            both.add(Count.OTHER_SETTINGS.label, other.sum(PROBLEMS));
        }
        Instant newest = finished.isAfter(other.finished) ? finished : other.finished;
        return new EvaluationTally(first, function, both.values, newest);
    }

    /// The report; empty while no group has ended.
    ///
    /// Its parts are every [Count]; `trajectories`, `programs` and `passedPrograms`; of the trajectories the
    /// shares `codeRatio` (ran a program), `corrected` (a failed program, a later one that ended OK, and a
    /// right answer) and `finished` (ended by themselves), and the mean `responseTokens`; and for each family
    /// of problems its mean@k, `family.NAME`.
    public Optional<EvaluationReport> report() {
        double problems = sum(PROBLEMS);
        if (problems == 0) {
            return Optional.empty();
        }
        Map<String, Double> parts = new TreeMap<>();
        for (Count count : Count.values()) {
            parts.put(count.label, sum(count.label));
        }
        parts.put(TRAJECTORIES, sum(TRAJECTORIES));
        parts.put(PROGRAMS, sum(PROGRAMS));
        parts.put(PASSED_PROGRAMS, sum(PASSED_PROGRAMS));
        parts.put("codeRatio", ofTrajectories(WITH_CODE));
        parts.put(CORRECTED, ofTrajectories(CORRECTED));
        parts.put(FINISHED, ofTrajectories(FINISHED));
        parts.put(RESPONSE_TOKENS, ofTrajectories(RESPONSE_TOKENS));
        sums.forEach((name, size) -> {
            if (name.startsWith(FAMILY_SIZE)) {
                String family = FAMILY + name.substring(FAMILY_SIZE.length());
                parts.put(family, share(sum(family), size));
            }
        });
        return Optional.of(new EvaluationReport(
                first.runId(),
                set(first),
                version(first),
                (int) problems,
                first.size(),
                share(sum(MEAN), problems),
                share(sum(MAJORITY), problems),
                share(sum(BEST), problems),
                ofTrajectories(TURNS),
                first.sampling(),
                function,
                parts,
                finished));
    }

    /// `evalSet/version`: what the evaluation is called on its topic.
    public String key() {
        return "%s/%d".formatted(set(first), version(first));
    }

    private static void sample(GroupMember member, Sums sums) {
        SampleFigures figures = SampleFigures.of(member);
        sums.add(TRAJECTORIES, 1);
        sums.add(TURNS, member.counts().turns());
        sums.add(
                RESPONSE_TOKENS,
                member.counts().policyTokens() + member.counts().interpreterTokens());
        sums.add(PROGRAMS, figures.programs());
        sums.add(PASSED_PROGRAMS, figures.passed());
        sums.add(WITH_CODE, figures.programs() > 0 ? 1 : 0);
        sums.add(CORRECTED, figures.corrected() ? 1 : 0);
        Finish finish = member.finish();
        sums.add(FINISHED, finish.reason() == Finish.Reason.ANSWERED && !finish.truncated() ? 1 : 0);
        sums.add(Count.UNDECIDED.label, member.grade().verdict() == Grade.Verdict.UNDECIDED ? 1 : 0);
    }

    /// The family of a problem is what its id has before the first `-`.
    private static Optional<String> family(RolloutRequest request) {
        String id = request.problemId().value();
        int dash = id.indexOf('-');
        return dash > 0 ? Optional.of(id.substring(0, dash)) : Optional.empty();
    }

    private static boolean sameSettings(RolloutRequest a, RolloutRequest b) {
        return a.size() == b.size() && withoutSeed(a.sampling()).equals(withoutSeed(b.sampling()));
    }

    /// Each problem may be sampled with a seed of its own.
    private static Sampling withoutSeed(Sampling sampling) {
        return new Sampling(
                sampling.temperature(), sampling.topP(), sampling.topK(), 0, sampling.maxTokens(), sampling.maxTurns());
    }

    private static String set(RolloutRequest request) {
        String set = request.evalSet();
        if (set == null) {
            throw new IllegalArgumentException("request %d is no evaluation".formatted(request.seq()));
        }
        return set;
    }

    private static long version(RolloutRequest request) {
        Long version = request.version();
        if (version == null) {
            throw new IllegalArgumentException("request %d is no evaluation".formatted(request.seq()));
        }
        return version;
    }

    private double sum(String name) {
        return sums.getOrDefault(name, 0.0);
    }

    private double ofTrajectories(String name) {
        return share(sum(name), sum(TRAJECTORIES));
    }

    /// Of nothing it is 0: a report is read by programs that know no NaN.
    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    private static final class Sums {
        private final TreeMap<String, Double> values = new TreeMap<>();

        void add(String name, double value) {
            if (value != 0) {
                values.merge(name, value, Double::sum);
            }
        }
    }
}

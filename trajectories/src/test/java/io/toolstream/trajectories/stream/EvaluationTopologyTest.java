package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.START;
import static io.toolstream.trajectories.stream.Plays.answered;
import static io.toolstream.trajectories.stream.Plays.evaluated;
import static io.toolstream.trajectories.stream.Plays.evaluation;
import static io.toolstream.trajectories.stream.Plays.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.Finish.Reason;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTopologyTest {
    private static final ProblemId DATES = new ProblemId("dates-1");
    private static final ProblemId PRIMES = new ProblemId("primes-1");

    @TempDir
    private Path folder;

    private GroupRun run;

    @BeforeEach
    void start() {
        run = new GroupRun(folder.resolve("first"));
        run.answer(DATES, "7");
        run.answer(PRIMES, "11");
        run.answer(Plays.PROBLEM, "42");
    }

    @AfterEach
    void stop() {
        run.close();
    }

    @Test
    void eachProblemThatEndsAddsToTheReportOfItsSetAndVersion() {
        RolloutRequest dates = asked(0, 2, DATES);
        run.played(evaluated(dates, 0, 3, "7", ProgramStatus.ERROR, ProgramStatus.OK));
        assertThat(run.evaluations()).isEmpty();
        run.played(evaluated(dates, 1, 3, "8"));

        EvaluationReport first = run.evaluation();
        assertThat(first.problems()).isEqualTo(1);
        assertThat(first.samples()).isEqualTo(2);
        assertThat(first.mean()).isEqualTo(0.5);
        assertThat(first.majority()).isEqualTo(0.5);
        assertThat(first.best()).isEqualTo(1);
        assertThat(first.turns()).isEqualTo(1);
        assertThat(first.function()).isEqualTo("paper/2");
        assertThat(first.finished()).isEqualTo(START);
        assertThat(first.parts())
                .containsEntry("trajectories", 2.0)
                .containsEntry("programs", 2.0)
                .containsEntry("passedPrograms", 1.0)
                .containsEntry("codeRatio", 0.5)
                .containsEntry("corrected", 0.5)
                .containsEntry("finished", 1.0)
                .containsEntry("responseTokens", 10.0)
                .containsEntry("missing", 0.0);

        RolloutRequest primes = asked(1, 2, PRIMES);
        run.played(evaluated(primes, 0, 3, "4"));
        run.played(evaluated(primes, 1, 3, "4"));
        EvaluationReport both = run.evaluation();
        assertThat(both.problems()).isEqualTo(2);
        assertThat(both.mean()).isEqualTo(0.25);
        assertThat(both.majority()).isEqualTo(0.25);
        assertThat(both.best()).isEqualTo(0.5);
        assertThat(both.parts())
                .containsEntry("family.dates", 0.5)
                .containsEntry("family.primes", 0.0)
                .containsEntry("codeRatio", 0.25);
        assertThat(run.groups()).isEmpty();
    }

    @Test
    void reportsAreKeptApartBySetAndVersion() {
        RolloutRequest third = asked(0, 1, DATES);
        RolloutRequest fourth = evaluation(1, 1, DATES, 4);
        run.request(fourth);
        run.played(evaluated(third, 0, 3, "7"));
        run.played(evaluated(fourth, 0, 4, "9"));

        assertThat(run.evaluations())
                .extracting(entry -> entry.key + " " + entry.value.mean())
                .containsExactly("heldout/3 1.0", "heldout/4 0.0");
    }

    @Test
    void trainingAndEvaluationOfOneNumberAreDifferentGroups() {
        RolloutRequest dates = asked(0, 1, DATES);
        run.request(request(0, 1));
        run.played(evaluated(dates, 0, 3, "7"));
        assertThat(run.evaluation().mean()).isEqualTo(1);
        assertThat(run.groups()).isEmpty();

        run.played(answered(0, 0, 1, "42"));
        assertThat(run.group().problemId()).isEqualTo(Plays.PROBLEM);
        assertThat(run.evaluations()).isEmpty();
        assertThat(run.behaviour(3).responses()).isEqualTo(1);
    }

    @Test
    void samplesThatAreMissingAtTheDeadlineCountAsWrong() {
        RolloutRequest dates = asked(0, 4, DATES);
        asked(1, 4, PRIMES);
        run.played(evaluated(dates, 2, 3, "7"));
        run.readUpTo(START.plusSeconds(59));
        run.passes(Duration.ofSeconds(1));
        assertThat(run.evaluations()).isEmpty();

        run.readUpTo(START.plusSeconds(60));
        run.passes(Duration.ofSeconds(1));
        EvaluationReport report = run.evaluation();
        assertThat(report.problems()).isEqualTo(2);
        assertThat(report.mean()).isEqualTo(0.125);
        assertThat(report.parts()).containsEntry("missing", 7.0).containsEntry("trajectories", 1.0);

        run.played(evaluated(dates, 0, 3, "7"));
        run.passes(Duration.ofSeconds(1));
        assertThat(run.evaluations()).isEmpty();
    }

    @Test
    void anotherVersionThanTheOneAskedIsRefusedAndCounted() {
        RolloutRequest dates = asked(0, 2, DATES);
        run.played(evaluated(dates, 0, 4, "7"));
        run.played(evaluated(dates, 0, 3, "8"));
        run.played(evaluated(dates, 1, 3, "7"));

        EvaluationReport report = run.evaluation();
        assertThat(report.mean()).isEqualTo(0.5);
        assertThat(report.parts()).containsEntry("otherVersion", 1.0).containsEntry("missing", 0.0);
        assertThat(run.letters())
                .singleElement()
                .extracting(DeadLetter::reason)
                .isEqualTo("evaluation 0 asks version 3 for problem dates-1, trajectory e-g0-s0-a1-00000000deadbeef"
                        + " has version 4 and problem dates-1");
    }

    @Test
    void aTrajectoryThatOvertookItsRequestIsHeldAgainstIt() {
        RolloutRequest dates = evaluation(0, 2, DATES, 3);
        run.played(evaluated(dates, 0, 4, "7"));
        run.played(evaluated(dates, 1, 3, "7"));
        run.played(evaluated(dates, 0, 3, "7"));
        run.passes(Duration.ofSeconds(1));
        assertThat(run.evaluations()).isEmpty();

        run.request(dates);
        assertThat(run.evaluation().mean()).isEqualTo(1);
        assertThat(run.letters()).hasSize(1);
        assertThat(run.kept(StoreNames.of(Purpose.EVALUATION).waiting())).isEmpty();
    }

    @Test
    void abortedAndSupersededTrajectoriesAreCountedAndChangeNothing() {
        RolloutRequest dates = asked(0, 2, DATES);
        run.played(Plays.plain(0, 0, 1, "7", Purpose.EVALUATION, Reason.INFRASTRUCTURE));
        run.played(evaluated(dates, 0, 3, "8"));
        run.played(evaluated(dates, 0, 3, "7"));
        run.request(dates);
        run.played(evaluated(dates, 1, 3, "7"));

        EvaluationReport report = run.evaluation();
        assertThat(report.mean()).isEqualTo(0.5);
        assertThat(report.parts()).containsEntry("aborted", 1.0).containsEntry("superseded", 1.0);
        assertThat(run.behaviourWasReported()).isFalse();
    }

    @Test
    void anEvaluationThatCannotBeReadEndsAndIsCounted() {
        asked(0, 2, DATES);
        run.played("0", new byte[] {1, 2, 3});

        EvaluationReport report = run.evaluation();
        assertThat(report.mean()).isZero();
        assertThat(report.parts()).containsEntry("invalid", 1.0).containsEntry("missing", 2.0);
        assertThat(run.letters()).hasSize(1);
        run.request(request(0, 1));
        run.played(answered(0, 0, 1, "42"));
        assertThat(run.group().outcome()).isEqualTo(Outcome.NO_SIGNAL);
    }

    @Test
    void aRequestOnTheTopicOfTheOtherPurposeIsRefused() {
        run.evaluationRequest("0", run.bytes(request(0, 1)));
        run.request("0", run.bytes(evaluation(0, 1, DATES, 3)));

        assertThat(run.letters())
                .extracting(DeadLetter::reason)
                .containsExactly("request 0 is for TRAINING", "request 0 is for EVALUATION");
    }

    @Test
    void aGroupWithOtherSettingsIsLeftOutAndCounted() {
        RolloutRequest dates = asked(0, 1, DATES);
        RolloutRequest primes = asked(1, 2, PRIMES);
        run.played(evaluated(dates, 0, 3, "7"));
        run.played(evaluated(primes, 0, 3, "0"));
        run.played(evaluated(primes, 1, 3, "0"));

        EvaluationReport report = run.evaluation();
        assertThat(report.problems()).isEqualTo(1);
        assertThat(report.mean()).isEqualTo(1);
        assertThat(report.parts()).containsEntry("otherSettings", 1.0);
    }

    @Test
    void aRestartedTaskGoesOnInTheMiddleOfAnEvaluation() {
        RolloutRequest dates = asked(0, 2, DATES);
        run.played(evaluated(dates, 0, 3, "7", ProgramStatus.ERROR, ProgramStatus.OK));
        RolloutRequest primes = evaluation(1, 2, PRIMES, 3);
        run.played(evaluated(primes, 0, 3, "11"));

        try (GroupRun restarted = run.restarted(folder.resolve("second"))) {
            restarted.answer(DATES, "7");
            restarted.answer(PRIMES, "11");
            restarted.played(evaluated(dates, 0, 3, "1"));
            restarted.played(evaluated(dates, 1, 3, "1"));
            assertThat(restarted.evaluation().parts().get("corrected")).isCloseTo(0.5, within(1e-12));
            restarted.played(evaluated(primes, 1, 3, "11"));
            restarted.request(primes);
            assertThat(restarted.evaluation().mean()).isEqualTo(0.75);
        }
    }

    private RolloutRequest asked(long seq, int size, ProblemId problem) {
        RolloutRequest request = evaluation(seq, size, problem, 3);
        run.request(request);
        return request;
    }
}

package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static io.toolstream.trajectories.stream.Plays.START;
import static io.toolstream.trajectories.stream.Plays.answered;
import static io.toolstream.trajectories.stream.Plays.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.grading.BehaviourSums;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.Finish.Reason;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTopologyTest {
    @TempDir
    private Path folder;

    private GroupRun run;

    @BeforeEach
    void start() {
        run = new GroupRun(folder.resolve("first"));
    }

    @AfterEach
    void stop() {
        run.close();
    }

    @Test
    void aRightAndAWrongSampleMakeATrainableGroupOfReferences() {
        run.answer(PROBLEM, "42");
        run.request(request(7, 2));
        run.played(answered(7, 1, 1, "42"));
        assertThat(run.groups()).isEmpty();
        run.played(answered(7, 0, 1, "41"));

        TrajectoryGroup group = run.group();
        assertThat(group.outcome()).isEqualTo(Outcome.TRAINABLE);
        assertThat(group.problemId()).isEqualTo(PROBLEM);
        assertThat(group.ended()).isEqualTo(START);
        assertThat(group.members()).extracting(GroupMember::sampleIndex).containsExactly(0, 1);
        assertThat(group.members())
                .extracting(member -> member.grade().reward())
                .containsExactly(-1.0, 1.0);
        assertThat(group.members())
                .extracting(member -> member.grade().answer())
                .containsExactly("41", "42");
        GroupMember right = group.members().getLast();
        assertThat(right.partition()).isZero();
        assertThat(right.offset()).isZero();
        assertThat(right.hash()).isEqualTo(run.hashOf(answered(7, 1, 1, "42")));
        assertThat(right.grade().function()).isEqualTo("paper");
        assertThat(right.grade().functionVersion()).isEqualTo("2");
        assertThat(right.newestVersion()).isEqualTo(3);
    }

    @Test
    void aTrajectoryWaitsForItsAnswerAndIsGradedWhenItComes() {
        run.request(request(0, 2));
        run.played(answered(0, 0, 1, "42"));
        run.played(answered(0, 1, 1, "0"));
        run.passes(Duration.ofSeconds(5));
        assertThat(run.groups()).isEmpty();

        run.answer(PROBLEM, "42");
        run.passes(Duration.ofSeconds(1));
        TrajectoryGroup group = run.group();
        assertThat(group.outcome()).isEqualTo(Outcome.TRAINABLE);
        assertThat(group.members()).extracting(GroupMember::offset).containsExactly(0L, 1L);
        assertThat(group.members())
                .extracting(member -> member.grade().reward())
                .containsExactly(1.0, -1.0);
    }

    @Test
    void theFirstOnTheLogOfASampleWinsThoughItHadToWaitForItsAnswer() {
        run.request(request(0, 2));
        run.played(answered(0, 0, 1, "1"));
        run.answer(PROBLEM, "42");
        run.played(answered(0, 0, 2, "42"));
        run.played(answered(0, 1, 1, "42"));

        TrajectoryGroup group = run.group();
        assertThat(group.members()).extracting(GroupMember::attempt).containsExactly(1, 1);
        assertThat(group.members())
                .extracting(member -> member.grade().reward())
                .containsExactly(-1.0, 1.0);
        assertThat(run.behaviour(3).superseded()).isEqualTo(1);
    }

    @Test
    void duplicatesAndLateTrajectoriesAreCountedAndChangeNothing() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 2));
        run.played(answered(0, 0, 1, "42"));
        run.played(answered(0, 0, 1, "42"));
        run.played(answered(0, 0, 2, "1"));
        run.request(request(0, 2));
        run.played(answered(0, 1, 1, "1"));
        run.played(answered(0, 1, 2, "42"));
        run.request(request(0, 2));

        assertThat(run.group().members()).extracting(GroupMember::offset).containsExactly(0L, 3L);
        BehaviourReport report = run.behaviour(3);
        assertThat(report.superseded()).isEqualTo(3);
        assertThat(report.responses()).isEqualTo(2);
        assertThat(report.endings()).containsExactly(Map.entry("ANSWERED", 5L));
    }

    @Test
    void anAbortedSampleIsNoMemberAndItsReissueIs() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 2));
        run.played(Plays.plain(0, 0, 1, "42", Purpose.TRAINING, Reason.INFRASTRUCTURE));
        run.played(Plays.plain(0, 1, 1, "42", Purpose.TRAINING, Reason.ABORTED));
        run.played(Plays.unbegun(0, 1, 2));
        assertThat(run.groups()).isEmpty();
        run.played(answered(0, 0, 2, "42"));
        run.played(answered(0, 1, 3, "7"));

        assertThat(run.group().members()).extracting(GroupMember::attempt).containsExactly(2, 3);
        assertThat(run.behaviour(3).endings())
                .containsExactly(Map.entry("ABORTED", 1L), Map.entry("ANSWERED", 2L), Map.entry("INFRASTRUCTURE", 1L));
    }

    @Test
    void aGroupEndsShortWhenItsDeadlineHasBeenReadPastAndNotByTheClock() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 2));
        run.request(request(1, 2));
        run.played(answered(0, 1, 1, "42"));
        run.passes(Duration.ofHours(1));
        assertThat(run.groups()).isEmpty();
        run.readUpTo(START.plusSeconds(59));
        run.passes(Duration.ofSeconds(1));
        assertThat(run.groups()).isEmpty();

        run.readUpTo(START.plusSeconds(60));
        run.passes(Duration.ofSeconds(1));
        List<TrajectoryGroup> groups = run.groups();
        assertThat(groups).extracting(TrajectoryGroup::outcome).containsExactly(Outcome.PARTIAL, Outcome.FAILED);
        assertThat(groups.getFirst().members())
                .extracting(GroupMember::sampleIndex)
                .containsExactly(1);

        run.played(answered(0, 0, 2, "42"));
        run.passes(Duration.ofHours(1));
        assertThat(run.groups()).isEmpty();
        assertThat(run.behaviour(3).superseded()).isEqualTo(1);
    }

    @Test
    void aGroupWhoseAnswerNeverComesEndsByItsDeadlineAndKeepsNothing() {
        run.request(request(0, 1));
        run.played(answered(0, 0, 1, "42"));
        run.readUpTo(START.plusSeconds(60));
        run.passes(Duration.ofSeconds(1));
        assertThat(run.group().outcome()).isEqualTo(Outcome.FAILED);
        run.passes(Duration.ofSeconds(1));

        assertThat(run.kept(StoreNames.of(Purpose.TRAINING).waiting())).isEmpty();
        assertThat(run.kept(StoreNames.of(Purpose.TRAINING).open())).isEmpty();
    }

    @Test
    void whatDoesNotDecodeGoesToTheDeadLettersAndEndsItsGroup() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 2));
        run.played("0", new byte[] {1, 2, 3});

        assertThat(run.group().outcome()).isEqualTo(Outcome.INVALID);
        DeadLetter letter = run.letters().getFirst();
        assertThat(letter.origin()).isEqualTo("run-1.trajectories/0/0");
        assertThat(letter.value()).isEqualTo(Bytes.of((byte) 1, (byte) 2, (byte) 3));
        assertThat(letter.reason()).contains("does not start with C3 01");

        run.request(request(1, 1));
        run.played(answered(1, 0, 1, "42"));
        assertThat(run.group().outcome()).isEqualTo(Outcome.NO_SIGNAL);
    }

    @Test
    void aRecordUnderTheKeyOfAnotherGroupIsRefused() {
        run.answer(PROBLEM, "42");
        run.played("5", run.bytes(answered(6, 0, 1, "42")));
        run.request("no-number", new byte[0]);

        assertThat(run.letters())
                .extracting(DeadLetter::reason)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("its key is '5' but its group 6"),
                        second -> assertThat(second).contains("does not start with"));
        run.request(request(6, 1));
        assertThat(run.groups()).isEmpty();
        run.request(request(5, 1));
        assertThat(run.group().outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void aTrajectoryOfAnotherProblemIsRefusedAndItsSampleStaysOpen() {
        ProblemId asked = new ProblemId("gsm-18");
        run.answer(PROBLEM, "42");
        run.answer(asked, "42");
        run.request(request(0, 1, asked, START));
        run.played(answered(0, 0, 1, "42"));

        assertThat(run.groups()).isEmpty();
        assertThat(run.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason())
                        .startsWith("request 0 asks problem gsm-18, trajectory ")
                        .endsWith(" answers gsm-17"));
    }

    @Test
    void anUnusableRecordTooLargeToKeepIsNamedOnly() {
        run.played("0", new byte[850_000]);
        assertThat(run.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).isNull());
    }

    @Test
    void anAnswerThatCannotBeReadEndsItsGroupsWithoutBeingShown() {
        run.brokenAnswer(PROBLEM, "31415926".getBytes(UTF_8));
        run.request(request(0, 1));
        run.played(answered(0, 0, 1, "42"));

        TrajectoryGroup group = run.group();
        assertThat(group.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(group.reason()).isEqualTo("the answer of problem gsm-17 cannot be read");
    }

    @Test
    void aReferenceAnswerStandsOnNoOtherTopic() {
        run.answer(PROBLEM, "31415926");
        run.request(request(0, 2));
        run.played(answered(0, 0, 1, "42"));
        run.played(answered(0, 1, 1, "43"));
        run.played("1", new byte[] {1});
        run.passes(Duration.ofSeconds(2));

        assertThat(run.producedTopics())
                .contains("run-1.trajectory-groups", "run-1.trajectories-open-groups-changelog");
        for (String topic : run.producedTopics()) {
            for (byte[] value : run.everythingOn(topic)) {
                assertThat(new String(value, UTF_8)).as(topic).doesNotContain("31415926");
            }
        }
    }

    @Test
    void behaviourIsSummedByTheVersionOfTheLastToken() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 3));
        run.played(Plays.withCode(0, 0, ProgramStatus.OK, "42"));
        run.played(Plays.withCode(0, 1, ProgramStatus.ERROR, "1"));
        run.played(answered(0, 2, 1, "42"));

        BehaviourReport report = run.behaviour(3);
        BehaviourSums sums = Measures.sums(report);
        assertThat(sums.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(sums.codeRatio()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(sums.responseLength()).isEqualTo(8);
        assertThat(report.policyTokens()).isEqualTo(20);
        assertThat(sums.codeLinesPerCall()).isEqualTo(2);
        assertThat(sums.passRate()).isEqualTo(0.5);
        assertThat(sums.lastPassRateOfCorrect()).isEqualTo(1);
        assertThat(sums.lastPassRateOfWrong()).isZero();
        // The program is the third of ten tokens.
        assertThat(sums.firstInvocation()).isCloseTo(0.2, within(1e-12));
        assertThat(report.reward()).isEqualTo(1);
        assertThat(report.statuses()).containsExactly(Map.entry("ERROR", 1L), Map.entry("OK", 1L));
        assertThat(run.group().members().getFirst().oldestVersion()).isEqualTo(2);
    }

    @Test
    void aVeryLongAnswerIsCutInItsGroup() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 1));
        run.played(answered(0, 0, 1, "9".repeat(250)));

        Grade grade = run.group().members().getFirst().grade();
        assertThat(grade.verdict()).isNotEqualTo(Grade.Verdict.CORRECT);
        assertThat(grade.answer()).isEqualTo("9".repeat(200) + "…");
    }

    @Test
    void aTaskThatIsRestoredFromItsStoresGoesOnInTheMiddleOfAGroup() {
        run.answer(PROBLEM, "42");
        run.request(request(0, 2));
        run.played(answered(0, 0, 1, "42"));
        run.played(answered(1, 0, 1, "42"));
        run.request(request(2, 1));
        run.played(answered(2, 0, 1, "42"));
        assertThat(run.group().groupId()).isEqualTo(2);

        try (GroupRun restarted = run.restarted(folder.resolve("second"))) {
            restarted.answer(PROBLEM, "42");
            restarted.played(answered(0, 0, 1, "42"));
            restarted.played(answered(0, 1, 1, "1"));
            restarted.request(request(1, 1));
            restarted.played(answered(2, 0, 2, "1"));

            assertThat(restarted.groups()).extracting(TrajectoryGroup::groupId).containsExactly(0L, 1L);
            assertThat(restarted.behaviour(3).superseded()).isEqualTo(2);
        }
    }
}

package io.toolstream.app.account;

import static io.toolstream.app.account.SmallRun.START;
import static io.toolstream.app.account.SmallRun.group;
import static io.toolstream.app.account.SmallRun.manifest;
import static io.toolstream.app.account.SmallRun.played;
import static io.toolstream.app.account.SmallRun.request;
import static io.toolstream.app.account.SmallRun.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.app.account.Played.Place;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Bounds BOUNDS = new Bounds(OptionalInt.of(1));

    @Test
    void aCleanRunIsCounted() {
        Account account = accountOf(SmallRun.clean());

        assertThat(account.faults()).isEmpty();
        assertThat(account.requests()).isEqualTo(3);
        assertThat(account.ended()).containsEntry(Outcome.TRAINABLE, 3L).containsEntry(Outcome.FAILED, 0L);
        assertThat(account.trajectories()).isEqualTo(6);
        assertThat(account.trained()).isEqualTo(2);
        assertThat(account.versions()).isEqualTo(2);
        assertThat(account.lost() + account.duplicated() + account.gaps() + account.superseded())
                .isZero();
        assertThat(account.toJson().toString())
                .startsWith("{\"requests\":3,\"ended\":{\"TRAINABLE\":3,\"NO_SIGNAL\":0,")
                .contains("\"lost\":0,\"duplicated\":0,\"versions\":2,\"steps\":2,\"gaps\":0");
        assertThat(account.lines()).contains("No rule is broken.");
    }

    @Test
    void aRequestIsOpenUntilItsDeadlineAndTheGraceHavePassed() {
        RunRecords records = SmallRun.clean();
        records.request(request(3));

        Account before = Account.of(records, BOUNDS, START.plusSeconds(64), GRACE);
        Account after = Account.of(records, BOUNDS, START.plusSeconds(65), GRACE);

        assertThat(before.open()).isEqualTo(1);
        assertThat(before.clean()).isTrue();
        assertThat(after.lost()).isEqualTo(1);
        assertThat(broken(after)).containsExactly(Invariant.ENDS_ONCE);
    }

    @Test
    void aSecondEndAndAnEndOfNothingBreakTheFirstRule() {
        RunRecords records = SmallRun.clean();
        records.group(4, group(2, Outcome.FAILED));
        records.group(5, group(9, Outcome.FAILED));

        assertThat(accountOf(records).faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "P1 ENDS_ONCE: request 2 ended 2 times: [TRAINABLE, FAILED]",
                        "P1 ENDS_ONCE: group 9 ends a request that was never issued");
    }

    @Test
    void missingAndDoubledNumbersAreGapsAndFaults() {
        RunRecords records = SmallRun.clean();
        records.request(request(1));
        records.request(request(5));

        Account account = accountOf(records);

        assertThat(account.gaps()).isEqualTo(2);
        assertThat(broken(account)).containsOnly(Invariant.DENSE_REQUESTS);
        assertThat(account.faults()).extracting(Fault::detail).contains("requests 3 to 4 are missing");
    }

    @Test
    void aReissueMayAskForFewerSamplesAndNothingElse() {
        RunRecords records = SmallRun.clean();
        records.request(request(0, 2, List.of(1), START));
        assertThat(accountOf(records).clean()).isTrue();

        records.request(request(0, 3, List.of(1), START.plusSeconds(1)));
        assertThat(broken(accountOf(records))).containsExactly(Invariant.REISSUE_REPEATS);
    }

    @Test
    void laterTrajectoriesAreSupersededAndOthersCountedApart() {
        RunRecords records = SmallRun.clean();
        records.request(request(3));
        records.trajectory(played(0, 0, 2, 6));
        records.trajectory(played(3, 0, 1, 7));
        records.trajectory(played(3, 0, 2, 8));
        records.trajectory(with(played(3, 1, 1, 9), Purpose.TRAINING, false));
        records.trajectory(with(played(0, 0, 1, 10), Purpose.EVALUATION, true));

        Account account = accountOf(records);

        assertThat(account.faults()).isEmpty();
        assertThat(account.superseded()).isEqualTo(2);
        assertThat(account.aborted()).isEqualTo(1);
        assertThat(account.evaluations()).isEqualTo(1);
        assertThat(account.trajectories()).isEqualTo(10);
    }

    @Test
    void aMemberThatIsNotTheFirstOrLeadsNowhereIsFound() {
        RunRecords records = SmallRun.clean();
        records.request(request(3));
        records.request(request(4));
        Played first = played(3, 0, 1, 6);
        Played second = played(3, 0, 2, 8);
        Played other = played(3, 1, 1, 7);
        List.of(first, second, other).forEach(records::trajectory);
        records.group(4, group(3, Outcome.TRAINABLE, second, other));
        records.group(5, group(4, Outcome.TRAINABLE, played(4, 0, 1, 20), played(4, 1, 1, 21)));

        Account account = accountOf(records);

        assertThat(broken(account))
                .containsExactly(Invariant.FIRST_WINS, Invariant.REFERENCES_HOLD, Invariant.REFERENCES_HOLD);
        assertThat(account.superseded()).isEqualTo(1);
    }

    @Test
    void aChangedTrajectoryIsFoundByItsHash() {
        RunRecords records = SmallRun.clean();
        Played member = played(2, 1, 1, 5);
        records.trajectory(new Played(
                member.id(),
                member.groupId(),
                member.sample(),
                member.attempt(),
                member.purpose(),
                true,
                member.place(),
                SmallRun.hash(99),
                0));

        assertThat(broken(accountOf(records))).containsExactly(Invariant.REFERENCES_HOLD);
    }

    @Test
    void whatDoesNotDecodeNeedsADeadLetterOnceTheServiceHasReadBeyondIt() {
        RunRecords records = SmallRun.clean();
        records.undecodable(new Place(0, 9));
        assertThat(accountOf(records).clean()).isTrue();

        records.request(request(3));
        Played beyond = played(3, 0, 1, 10);
        records.trajectory(beyond);
        records.group(4, group(3, Outcome.PARTIAL, beyond));
        assertThat(broken(accountOf(records))).containsExactly(Invariant.DEAD_LETTERED);

        records.deadLetter(new Place(0, 9));
        assertThat(accountOf(records).clean()).isTrue();
        assertThat(accountOf(records).undecodable()).isEqualTo(1);
    }

    @Test
    void trainingAGroupTwiceIsDuplication() {
        RunRecords records = SmallRun.clean();
        records.step(step(2, 2, 4, new TrainedGroup(1, 1), new TrainedGroup(2, 3)));
        records.manifest(manifest(2));

        Account account = accountOf(records);

        assertThat(account.duplicated()).isEqualTo(1);
        assertThat(broken(account)).containsExactly(Invariant.TRAINED_ONCE, Invariant.CURSOR_ADVANCES);
    }

    @Test
    void whatIsTrainedMustBeAtItsOffsetAndTrainable() {
        RunRecords records = SmallRun.clean();
        records.request(request(3));
        records.group(4, group(3, Outcome.FAILED));
        records.step(step(2, 2, 6, new TrainedGroup(2, 3), new TrainedGroup(3, 4), new TrainedGroup(7, 5)));
        records.manifest(manifest(2));

        assertThat(accountOf(records).faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "P9 TRAINED_AS_ENDED: step 2 trains group 3 at offset 4, where there is group 3, FAILED",
                        "P9 TRAINED_AS_ENDED: step 2 trains group 7 at offset 5, where there is none");
    }

    @Test
    void groupsThatAreTrainedTooOldOrPassedOverFreshAreFound() {
        RunRecords tooOld = SmallRun.clean();
        tooOld.step(step(2, 2, 2));
        tooOld.step(step(3, 3, 4, new TrainedGroup(2, 3)));
        tooOld.manifest(manifest(2));
        tooOld.manifest(manifest(3));
        RunRecords passedOver = SmallRun.clean();
        passedOver.step(step(2, 2, 4));
        passedOver.manifest(manifest(2));

        assertThat(broken(accountOf(tooOld))).containsExactly(Invariant.STALENESS_BOUNDED);
        assertThat(accountOf(tooOld).maxStaleness()).isEqualTo(2);
        assertThat(broken(accountOf(passedOver))).containsExactly(Invariant.CURSOR_ADVANCES);
        assertThat(accountOf(passedOver).stale()).isEqualTo(1);
        assertThat(Account.of(tooOld, Bounds.unknown(), START, GRACE).clean()).isTrue();
    }

    @Test
    void aVersionThatIsMissingReusedOrOfNoStepIsFound() {
        RunRecords skipped = SmallRun.clean();
        skipped.step(step(3, 3, 2));
        skipped.manifest(manifest(3));
        RunRecords reused = SmallRun.clean();
        reused.manifest(manifest(1));
        RunRecords unpublished = SmallRun.clean();
        unpublished.step(step(2, 2, 2));
        RunRecords unexplained = SmallRun.clean();
        unexplained.manifest(manifest(2));

        assertThat(accountOf(skipped).gaps()).isEqualTo(2);
        for (RunRecords records : List.of(skipped, reused, unpublished, unexplained)) {
            assertThat(broken(accountOf(records))).isNotEmpty().containsOnly(Invariant.DENSE_VERSIONS);
        }
    }

    @Test
    void requestsBeforeVersionZeroAndLeaksAreFound() {
        RunRecords records = SmallRun.untrained();
        records.leak("small.trajectories/0/1");

        assertThat(broken(accountOf(records))).containsExactly(Invariant.VERSION_ZERO_FIRST, Invariant.ANSWERS_STAY);
    }

    private static Played with(Played played, Purpose purpose, boolean gradable) {
        return new Played(
                played.id(),
                played.groupId(),
                played.sample(),
                played.attempt(),
                purpose,
                gradable,
                played.place(),
                played.hash(),
                played.oldest());
    }

    private static Account accountOf(RunRecords records) {
        return Account.of(records, BOUNDS, START, GRACE);
    }

    private static List<Invariant> broken(Account account) {
        return account.faults().stream().map(Fault::invariant).toList();
    }
}

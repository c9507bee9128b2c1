package io.toolstream.rollout.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.WorkerBeat.GroupInPlay;
import io.toolstream.transport.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final int POSITIONS = 32;

    private final GroupsInPlay groups = new GroupsInPlay();
    private final Intake intake = new Intake(groups, POSITIONS);
    private final List<String> steps = new ArrayList<>();

    @Test
    void aRequestIsNamedInABeatBeforeItIsAccepted() throws InterruptedException {
        assertThat(claimed(Requests.training(4), true)).isTrue();

        assertThat(steps).containsExactly("beat names 4 with [0, 1]", "accept");
        assertThat(groups.tell()).containsExactly(told(4, List.of(0, 1)));
    }

    @Test
    void aRequestWhoseAcceptIsRefusedIsNotPlayedAndItsSamplesAreMissing() throws InterruptedException {
        assertThat(claimed(Requests.training(4), false)).isFalse();

        assertThat(steps).containsExactly("beat names 4 with [0, 1]", "accept");
        assertThat(groups.tell()).containsExactly(told(4, List.of()));
    }

    @Test
    void aRequestThatCannotBeAnnouncedIsLeftToOthers() throws InterruptedException {
        boolean claimed = intake.claimed(
                Requests.training(4),
                () -> {
                    throw new LogUnavailableException("the broker is silent");
                },
                () -> steps.add("accept"),
                () -> steps.add("release"));

        assertThat(claimed).isFalse();
        assertThat(steps).containsExactly("release");
        assertThat(groups.tell()).containsExactly(told(4, List.of()));
    }

    @Test
    void aPromptThatFillsThePositionsIsRefusedWithItsLengthAndTheLimit() {
        assertThat(intake.refusal(Requests.training(4), POSITIONS - 1, Requests.ISSUED))
                .isEmpty();
        assertThat(intake.refusal(Requests.training(4), POSITIONS, Requests.ISSUED))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("prompt has 32 tokens").contains("32 positions"));
    }

    @Test
    void aRequestIsRefusedOnceItsDeadlineHasPassed() {
        RolloutRequest request = Requests.training(4);

        assertThat(intake.refusal(
                        request, 3, Requests.ISSUED.plus(Requests.TIMEOUT).minus(Duration.ofMillis(1))))
                .isEmpty();
        assertThat(intake.refusal(request, 3, Requests.ISSUED.plus(Requests.TIMEOUT)))
                .hasValue("its deadline has passed");
    }

    @Test
    void aTemperatureThatTheEngineDoesNotKnowIsRefused() {
        assertThat(intake.refusal(Requests.training(4, 0), 3, Requests.ISSUED)).isPresent();
    }

    @Test
    void theSamplesOfADroppedRequestAreMissing() {
        RolloutRequest request = Requests.evaluation(4, 9);
        groups.taken(request);
        groups.taken(Requests.training(5));

        intake.drop(request, "this is part of the test");

        assertThat(groups.playing(Purpose.EVALUATION)).isFalse();
        assertThat(groups.tell())
                .containsExactly(
                        new GroupInPlay(Purpose.EVALUATION, 4, 1, List.of(), List.of()), told(5, List.of(0, 1)));
    }

    private boolean claimed(RolloutRequest request, boolean accepted) throws InterruptedException {
        return intake.claimed(
                request,
                () -> groups.tell()
                        .forEach(group -> steps.add("beat names " + group.seq() + " with " + group.samples())),
                () -> {
                    steps.add("accept");
                    return accepted;
                },
                () -> steps.add("release"));
    }

    private static GroupInPlay told(long seq, List<Integer> samples) {
        return new GroupInPlay(Purpose.TRAINING, seq, 1, samples, List.of());
    }
}

package io.toolstream.transport.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenCallTest {
    private static final Incarnation SELF = new Incarnation("00000000deadbeef");
    private static final TrajectoryId TRAJECTORY = TrajectoryId.of(1, 0, 1, SELF);
    private static final int ATTEMPTS = 3;

    private final OpenCall first = OpenCall.first(request(1, SELF), Duration.ofSeconds(10));

    @Test
    void aResultOfTheAskingAnswersTheCall() {
        assertThat(first.replied(result(request(1, SELF), ProgramStatus.ERROR, null), ATTEMPTS))
                .isInstanceOf(OpenCall.Next.Answered.class);
    }

    @Test
    void aResultForAnEarlierStartOfTheAskerChangesNothing() {
        CodeResult foreign = result(request(1, new Incarnation("0000000000000bad")), ProgramStatus.OK, null);

        assertThat(first.replied(foreign, ATTEMPTS)).isEqualTo(new OpenCall.Next.Waiting(first));
    }

    @Test
    void aCallThatIsOverdueIsAskedAgainAndThenFails() {
        assertThat(first.passed(Duration.ofSeconds(9), ATTEMPTS)).isEqualTo(new OpenCall.Next.Waiting(first));
        assertThat(first.passed(Duration.ofSeconds(10), ATTEMPTS)).isEqualTo(new OpenCall.Next.AskAgain(2));
        OpenCall third = first.askedAgain(request(2, SELF), Duration.ofSeconds(20))
                .askedAgain(request(3, SELF), Duration.ofSeconds(30));

        assertThat(third.passed(Duration.ofSeconds(30), ATTEMPTS)).isInstanceOf(OpenCall.Next.Failed.class);
    }

    @Test
    void aLateResultOfAnEarlierAskingStillCounts() {
        OpenCall second = first.askedAgain(request(2, SELF), Duration.ofSeconds(20));

        assertThat(second.replied(result(request(1, SELF), ProgramStatus.OK, null), ATTEMPTS))
                .isInstanceOf(OpenCall.Next.Answered.class);
    }

    @Test
    void aFailedSandboxIsAskedAgainAtOnceButOnlyForTheLastAsking() {
        CodeResult failed = result(request(1, SELF), ProgramStatus.INFRASTRUCTURE, "SANDBOX");
        assertThat(first.replied(failed, ATTEMPTS)).isEqualTo(new OpenCall.Next.AskAgain(2));

        OpenCall second = first.askedAgain(request(2, SELF), Duration.ofSeconds(20));
        assertThat(second.replied(failed, ATTEMPTS)).isInstanceOfSatisfying(OpenCall.Next.Waiting.class, waiting -> {
            assertThat(waiting.call().asked()).containsExactly(request(2, SELF));
            assertThat(waiting.call().attempt()).isEqualTo(2);
        });
    }

    @Test
    void aProgramThatKillsSandboxesIsNotAskedAgain() {
        assertThat(first.replied(result(request(1, SELF), ProgramStatus.INFRASTRUCTURE, "POISON"), ATTEMPTS))
                .isInstanceOfSatisfying(
                        OpenCall.Next.Poisoned.class,
                        poisoned -> assertThat(poisoned.request()).isEqualTo(request(1, SELF)));
    }

    private static CodeRequest request(int attempt, Incarnation asker) {
        return new CodeRequest(
                new RequestId(TRAJECTORY, attempt, 0, "ab".repeat(32), "%032x".formatted(attempt)),
                new RunId("run"),
                "asker",
                asker,
                Program.of("1"),
                "std",
                Duration.ofSeconds(10));
    }

    private static CodeResult result(CodeRequest request, ProgramStatus status, @Nullable String reason) {
        return new CodeResult(
                request.requestId(),
                request.askerId(),
                request.asker(),
                ProgramResult.notRun(status, "why"),
                reason,
                1,
                Duration.ZERO,
                "sandbox-0",
                "test",
                Map.of());
    }
}

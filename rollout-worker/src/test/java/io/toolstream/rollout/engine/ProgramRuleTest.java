package io.toolstream.rollout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.rollout.engine.PlayedSample.PlayedCall;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProgramRuleTest {
    private static final Limits LIMITS = Limits.USUAL.withWall(Duration.ofSeconds(3));

    @Test
    void aProgramOnItsOwnIsWhatThePolicyWrote() {
        Program program = program(ProgramRule.stateless(Echo.VERL, LIMITS), 1, call("x = 1", ProgramStatus.OK));

        assertThat(program).isEqualTo(new Program("x", List.of(), "", Echo.VERL, program.seed(), LIMITS));
    }

    @Test
    void aSessionHoldsThoseThatEndedByThemselves() {
        List<PlayedCall> earlier = Arrays.stream(ProgramStatus.values())
                .map(status -> call(status.name().toLowerCase(Locale.ROOT), status))
                .toList();

        assertThat(session(100).program(sample(1), earlier, "x").orElseThrow().preamble())
                .containsExactly("ok", "error");
    }

    @Test
    void aSessionThatIsTooLongGivesNoProgram() {
        List<PlayedCall> earlier = List.of(call("12345", ProgramStatus.OK), call("678", ProgramStatus.ERROR));

        assertThat(session(8).program(sample(1), earlier, "x")).isPresent();
        assertThat(session(7).program(sample(1), earlier, "x")).isEmpty();
    }

    @Test
    void theLongestSessionFitsTheRecordOfARequest() {
        String widest = "\uFFFD".repeat(ProgramRule.SESSION_CHARACTERS_MOST);
        Program program = program(session(ProgramRule.SESSION_CHARACTERS_MOST), 1, call(widest, ProgramStatus.OK));
        CodeRequest request = new CodeRequest(
                new RequestId(
                        TrajectoryId.of(7, 1, 1, new Incarnation("00000000deadbeef")),
                        2,
                        0,
                        "ab".repeat(32),
                        "0".repeat(32)),
                new RunId("run"),
                "rollout-0",
                new Incarnation("00000000deadbeef"),
                program,
                "std",
                Duration.ofSeconds(30));

        assertThat(Codecs.with(SchemaSource.none()).codeRequests().encode(request))
                .hasSizeGreaterThan(3 * ProgramRule.SESSION_CHARACTERS_MOST);
        assertThatThrownBy(() -> session(ProgramRule.SESSION_CHARACTERS_MOST + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rollout.sessionCharacters");
    }

    @Test
    void seedsFollowFromTheSampleAndTheCall() {
        ProgramRule alone = ProgramRule.stateless(Echo.AST, LIMITS);
        PlayedCall first = call("x = 1", ProgramStatus.OK);

        assertThat(program(alone, 1).seed())
                .isEqualTo(program(alone, 1).seed())
                .isNotEqualTo(program(alone, 2).seed())
                .isNotEqualTo(program(alone, 1, first).seed());
    }

    @Test
    void aSessionHasOneSeedSoThatWhatWasDrawnIsDrawnAgain() {
        PlayedCall first = call("import random", ProgramStatus.OK);

        assertThat(program(session(100), 1, first).seed())
                .isEqualTo(program(session(100), 1).seed())
                .isNotEqualTo(program(session(100), 2, first).seed());
    }

    private static ProgramRule session(int charactersMax) {
        return new ProgramRule(Echo.AST, true, charactersMax, LIMITS);
    }

    private static Program program(ProgramRule rule, long key, PlayedCall... earlier) {
        return rule.program(sample(key), List.of(earlier), "x").orElseThrow();
    }

    private static SampleRequest sample(long key) {
        return new SampleRequest(key, new long[] {1}, 1, 1, 10, 3);
    }

    private static PlayedCall call(String code, ProgramStatus status) {
        return new PlayedCall(code, ProgramResult.notRun(status, ""));
    }
}

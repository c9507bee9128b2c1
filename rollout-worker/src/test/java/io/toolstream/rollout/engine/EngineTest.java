package io.toolstream.rollout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final ModelConfig CONFIG = new ModelConfig(24, 16, 24, 2, 4, 2, 1e-6, 10_000, true);
    private static final int POSITIONS = 64;
    private static final long[] PROMPT = {3, 9, 4};
    private static final long[] REPLY = {20, 21, 22};
    private static final long CALL = 5;
    private static final long END = 7;

    /// Token 5 asks for a program, token 7 ends.
    private static final Markup MARKUP = new Markup() {
        @Override
        public Optional<String> program(long[] segment, int length) {
            return length > 0 && segment[length - 1] == CALL ? Optional.of("run") : Optional.empty();
        }

        @Override
        public boolean ends(long token) {
            return token == END;
        }

        @Override
        public long[] reply(ProgramResult result) {
            return REPLY.clone();
        }
    };

    @Test
    void randomNumbersAreThoseOfThePublishedVectors() {
        assertThat(Philox.block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(Philox.block(-1, -1, -1, -1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void recordedLogProbabilitiesAreThoseOfAFullForward() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, POSITIONS, 5)) {
            List<PlayedSample> played = play(decoder, 6, 4, EngineTest::answered);

            assertThat(played).hasSize(6);
            assertThat(played.stream().mapToInt(sample -> sample.calls().size()).sum())
                    .isPositive();
            for (PlayedSample sample : played) {
                long[] row = Arrays.copyOf(PROMPT, PROMPT.length + sample.response().length);
                System.arraycopy(sample.response(), 0, row, PROMPT.length, sample.response().length);
                float[] scores = decoder.score(new long[][] {row});
                for (int t = 0; t < sample.response().length; t++) {
                    if (sample.byPolicy()[t]) {
                        assertThat(sample.logProbabilities()[t])
                                .isCloseTo(scores[PROMPT.length - 1 + t], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void aSampleIsTheSameWhateverItsNeighbours() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, POSITIONS, 5)) {
            List<PlayedSample> many = play(decoder, 8, 8, EngineTest::answered);
            List<PlayedSample> few = play(decoder, 2, 8, EngineTest::answered);

            for (int i = 0; i < 2; i++) {
                assertThat(few.get(i).response()).isEqualTo(many.get(i).response());
            }
        }
    }

    @Test
    void theInterpretersTokensStandAfterTheCallAndAreNotThePolicys() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, POSITIONS, 5)) {
            for (PlayedSample sample : play(decoder, 8, 3, EngineTest::answered)) {
                int calls = 0;
                for (int t = 0; t < sample.response().length; t++) {
                    boolean reply = t > 0
                            && sample.byPolicy()[t - 1]
                            && sample.response()[t - 1] == CALL
                            && !sample.byPolicy()[t];
                    if (reply) {
                        assertThat(Arrays.copyOfRange(sample.response(), t, t + REPLY.length))
                                .isEqualTo(REPLY);
                        calls++;
                    }
                }
                assertThat(sample.calls()).hasSizeGreaterThanOrEqualTo(calls);
            }
        }
    }

    @Test
    void aFailedSandboxEndsTheSampleAndFreesItsSlot() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, CONFIG, POSITIONS, 5)) {
            List<PlayedSample> played =
                    play(decoder, 12, 4, _ -> CompletableFuture.failedFuture(new SandboxUnavailableException("gone")));

            assertThat(played).hasSize(12);
            assertThat(played.stream().map(PlayedSample::ending)).contains(PlayedSample.Ending.INFRASTRUCTURE);
        }
    }

    @Test
    void bucketsGrowByTwoAndThenByEight() {
        assertThat(List.of(1, 2, 3, 5, 8, 9, 17).stream().map(Engine::bucket)).containsExactly(1, 2, 4, 8, 8, 16, 24);
    }

    private static CompletableFuture<ProgramResult> answered(String code) {
        return CompletableFuture.completedFuture(new ProgramResult(
                ProgramStatus.OK, 0, code, "", code.length(), 0, false, Duration.ZERO, Duration.ZERO));
    }

    private static List<PlayedSample> play(
            Decoder decoder, int samples, int slots, Function<String, CompletableFuture<ProgramResult>> sandbox)
            throws InterruptedException {
        List<PlayedSample> played = new ArrayList<>();
        try (Engine engine = new Engine(decoder, MARKUP, sandbox, slots, POSITIONS)) {
            for (int i = 0; i < samples; i++) {
                engine.submit(List.of(new SampleRequest(i, PROMPT, 1, 1, 30, 2)));
            }
            while (engine.inPlay() > 0) {
                played.addAll(engine.step(Duration.ofSeconds(5)));
            }
            assertThat(engine.freeSlots()).isEqualTo(slots);
        }
        played.sort(Comparator.comparingLong(sample -> sample.request().key()));
        return played;
    }
}

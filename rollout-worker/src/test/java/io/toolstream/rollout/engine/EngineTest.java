package io.toolstream.rollout.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.text.Vocabulary;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final int POSITIONS = 96;
    private static final Set<Integer> LETTERS = Set.of((int) 'a', (int) 'b');
    private static final ProgramRule STATELESS = ProgramRule.stateless(Echo.AST, Limits.USUAL);
    private static final Observation OBSERVATION = new Observation(Observation.Errors.LINE, 400);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Tokenizer tokenizer;

    @SuppressWarnings("NullAway.Init")
    private static RetoolFormat format;

    @SuppressWarnings("NullAway.Init")
    private static ModelConfig config;

    @BeforeAll
    static void vocabulary() throws IOException {
        Vocabulary vocabulary = new BpeTrainer(266, 2, RetoolFormat.MARKERS).train(List.of("ab"));
        vocabulary.write(folder);
        tokenizer = Tokenizer.read(folder);
        format = new RetoolFormat(tokenizer, ChatTemplate.read(folder), "");
        config = new ModelConfig(vocabulary.size(), 16, 24, 2, 4, 2, 1e-6, 10_000, true);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void randomNumbersAreThoseOfThePublishedVectors() {
        assertThat(Philox.block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(Philox.block(-1, -1, -1, -1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void recordedLogProbabilitiesAreThoseOfAFullForward() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> played = play(decoder, 6, 4, _ -> answered());

            assertThat(played).hasSize(6);
            assertThat(played.stream().mapToInt(sample -> sample.calls().size()).sum())
                    .isPositive();
            for (PlayedSample sample : played) {
                long[] row = Arrays.copyOf(prompt(), prompt().length + sample.response().length);
                System.arraycopy(sample.response(), 0, row, prompt().length, sample.response().length);
                float[] scores = decoder.score(new long[][] {row});
                for (int t = 0; t < sample.response().length; t++) {
                    if (sample.byPolicy()[t]) {
                        assertThat(sample.logProbabilities()[t])
                                .isCloseTo(scores[prompt().length - 1 + t], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void aSampleIsTheSameWhateverItsNeighbours() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> many = play(decoder, 8, 8, _ -> answered());
            List<PlayedSample> few = play(decoder, 2, 8, _ -> answered());

            for (int i = 0; i < 2; i++) {
                assertThat(few.get(i).response()).isEqualTo(many.get(i).response());
            }
        }
    }

    @Test
    void theInterpretersTokensStandAfterTheCallAndAreNotThePolicys() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> played = play(decoder, 8, 3, _ -> answered());
            for (PlayedSample sample : played) {
                StringBuilder forced = new StringBuilder();
                for (int t = 0; t < sample.response().length; t++) {
                    if (!sample.byPolicy()[t]) {
                        forced.append(tokenizer.decode(new long[] {sample.response()[t]}));
                        assertThat(sample.logProbabilities()[t]).isZero();
                    }
                }
                int replies = forced.toString().split("</interpreter>", -1).length - 1;
                assertThat(sample.calls().size() - replies).isBetween(0, 1);
                assertThat(forced.toString().replace("\n", ""))
                        .isEqualTo("<interpreter>ran</interpreter>".repeat(replies));
            }
        }
    }

    @Test
    void aFailedSandboxEndsTheSampleAndFreesItsSlot() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> played =
                    play(decoder, 12, 4, _ -> CompletableFuture.failedFuture(new SandboxUnavailableException("gone")));

            assertThat(played).hasSize(12);
            assertThat(played.stream().map(PlayedSample::ending)).contains(PlayedSample.Ending.INFRASTRUCTURE);
        }
    }

    @Test
    void aResultThatSaysNothingOfTheProgramEndsTheSampleAndIsNotShown() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> played = play(
                    decoder,
                    12,
                    4,
                    _ -> CompletableFuture.completedFuture(ProgramResult.notRun(ProgramStatus.EXPIRED, "too late")));

            assertThat(played.stream().map(PlayedSample::ending)).contains(PlayedSample.Ending.INFRASTRUCTURE);
            assertThat(played).allSatisfy(sample -> assertThat(sample.calls()).isEmpty());
        }
    }

    @Test
    void theProgramsOfASessionCarryTheEarlierOnes() throws InterruptedException {
        List<Program> asked = new ArrayList<>();
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> played = play(decoder, 16, 1, session(1_000), program -> {
                asked.add(program);
                return answered();
            });

            Iterator<Program> programs = asked.iterator();
            for (PlayedSample sample : played) {
                List<String> earlier = new ArrayList<>();
                for (PlayedSample.PlayedCall call : sample.calls()) {
                    Program program = programs.next();
                    assertThat(program.code()).isEqualTo(call.code());
                    assertThat(program.preamble()).isEqualTo(earlier);
                    earlier.add(call.code());
                }
            }
            assertThat(programs.hasNext()).isFalse();
            assertThat(asked).anyMatch(program -> !program.preamble().isEmpty());
        }
    }

    @Test
    void aSampleWhoseSessionIsTooLongEndsAndFreesItsSlot() throws InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5)) {
            List<PlayedSample> bounded = play(decoder, 16, 1, session(0), _ -> answered());

            assertThat(bounded.stream()
                            .filter(sample -> sample.ending() == PlayedSample.Ending.TOO_LONG)
                            .map(PlayedSample::calls))
                    .isNotEmpty()
                    .allMatch(calls ->
                            calls.stream().anyMatch(call -> !call.code().isEmpty()));
        }
    }

    private static ProgramRule session(int charactersMax) {
        return new ProgramRule(Echo.AST, true, charactersMax, Limits.USUAL);
    }

    @Test
    void bucketsGrowByTwoAndThenByEight() {
        assertThat(List.of(1, 2, 3, 5, 8, 9, 17).stream().map(Engine::bucket)).containsExactly(1, 2, 4, 8, 8, 16, 24);
    }

    private static CompletableFuture<ProgramResult> answered() {
        return CompletableFuture.completedFuture(
                new ProgramResult(ProgramStatus.OK, 0, "ran", "", 3, 0, false, Duration.ZERO, Duration.ZERO));
    }

    private static List<PlayedSample> play(
            Decoder decoder, int samples, int slots, Function<Program, CompletableFuture<ProgramResult>> sandbox)
            throws InterruptedException {
        return play(decoder, samples, slots, STATELESS, sandbox);
    }

    /// The policy may write two letters and the markers, so that calls are frequent.
    private static List<PlayedSample> play(
            Decoder decoder,
            int samples,
            int slots,
            ProgramRule programs,
            Function<Program, CompletableFuture<ProgramResult>> sandbox)
            throws InterruptedException {
        Set<Integer> forbidden = IntStream.range(0, 257)
                .filter(id -> !LETTERS.contains(id))
                .boxed()
                .collect(Collectors.toSet());
        List<PlayedSample> played = new ArrayList<>();
        try (Engine engine = new Engine(
                decoder,
                format,
                new EngineSettings(ToolUse.ALLOWED, slots, POSITIONS, forbidden, programs, OBSERVATION),
                (_, _, program) -> sandbox.apply(program))) {
            for (int i = 0; i < samples; i++) {
                engine.submit(List.of(new SampleRequest(i, prompt(), 1, 1, 60, 2)));
            }
            while (engine.inPlay() > 0) {
                played.addAll(engine.step(Duration.ofSeconds(5)));
            }
            assertThat(engine.freeSlots()).isEqualTo(slots);
        }
        played.sort(Comparator.comparingLong(sample -> sample.request().key()));
        return played;
    }

    private static long[] prompt() {
        return tokenizer.encode("ab");
    }
}

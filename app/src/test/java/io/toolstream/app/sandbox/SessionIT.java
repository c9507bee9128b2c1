package io.toolstream.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.EngineSettings;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.PlayedSample.PlayedCall;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.rollout.engine.SampleRequest;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The programs of one trajectory in real Python, with a session and without.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionIT {
    private static final Observation LINE = new Observation(Observation.Errors.LINE, 400);
    private static final int POSITIONS = 96;

    /// Shows how often it has run before in what it sees.
    private static final String COUNTING = "<code>\nn = n + 1 if 'n' in globals() else 1\nn\n</code>";

    @SuppressWarnings("NullAway.Init")
    private ProcessSandbox sandbox;

    @BeforeAll
    void open() throws InterruptedException {
        sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 1));
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void theThirdProgramSeesTheFirstInASessionOnly() throws InterruptedException {
        String[] programs = {"x = 41", "import sys\nsys.stdout.buffer.write(b'noise')\ny = 1\n1/0", "x + y"};

        assertThat(shown(rule(true, Echo.AST), programs))
                .containsExactly("", "noise\nZeroDivisionError: division by zero", "42");
        assertThat(shown(rule(false, Echo.AST), programs).getLast()).isEqualTo("NameError: name 'x' is not defined");
    }

    @Test
    void aProgramThatWasStoppedIsNotRunAgain() throws InterruptedException {
        assertThat(shown(rule(true, Echo.AST), "x = 1", "x = 2\nwhile True: pass", "x"))
                .containsExactly("", "TimeoutError: the program used more time than allowed", "1");
    }

    @Test
    void whatWasDrawnIsDrawnAgain() throws InterruptedException {
        List<String> shown =
                shown(rule(true, Echo.AST), "import random\nx = random.random()\nprint(x)", "print(x)", "print(x)");

        assertThat(shown).hasSize(3).containsOnly(shown.getFirst());
    }

    @Test
    void whatTheRuleOfTheEchoMadeOfAProgramIsWhatRunsAgain() throws InterruptedException {
        // The rule makes print(x = 2) of the second line, which raises; so x is 1 from then on.
        assertThat(shown(rule(true, Echo.VERL), "x = 1\nprint()", "\nx = 2", "x")
                        .getLast())
                .isEqualTo("1");
    }

    @Test
    void thePolicyOfAnEngineCountsInASessionOnly(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> markers = new ArrayList<>(RetoolFormat.MARKERS);
        markers.add(COUNTING);
        new BpeTrainer(256 + markers.size(), 2, markers).train(List.of()).write(folder);

        assertThat(counted(folder, true)).containsExactly("1\n", "2\n", "3\n");
        assertThat(counted(folder, false)).containsExactly("1\n", "1\n", "1\n");
    }

    /// What a policy that can write nothing but [#COUNTING] is answered.
    private List<String> counted(Path folder, boolean session) throws IOException, InterruptedException {
        try (TorchRuntime torch = new DjlTorch();
                Tokenizer tokenizer = Tokenizer.read(folder)) {
            int only = tokenizer.marker(COUNTING).orElseThrow();
            int vocabulary = 256 + RetoolFormat.MARKERS.size() + 1;
            Set<Integer> others = IntStream.range(0, vocabulary)
                    .filter(id -> id != only)
                    .boxed()
                    .collect(Collectors.toSet());
            ModelConfig config = new ModelConfig(vocabulary, 16, 24, 2, 4, 2, 1e-6, 10_000, true);
            EngineSettings settings =
                    new EngineSettings(ToolUse.ALLOWED, 1, POSITIONS, others, rule(session, Echo.AST), LINE);
            RetoolFormat format = new RetoolFormat(tokenizer, ChatTemplate.read(folder), "");
            try (Decoder decoder = Initialisation.decoder(torch, config, POSITIONS, 5);
                    Engine engine = new Engine(
                            decoder,
                            format,
                            settings,
                            (_, _, program) -> CompletableFuture.supplyAsync(() -> run(program)))) {
                engine.submit(List.of(new SampleRequest(1, tokenizer.encode("ab"), 1, 1, 90, 3)));
                List<PlayedSample> played = new ArrayList<>();
                while (engine.inPlay() > 0) {
                    played.addAll(engine.step(Duration.ofSeconds(5)));
                }
                return played.getFirst().calls().stream()
                        .map(call -> call.result().stdout())
                        .toList();
            }
        }
    }

    /// What the policy is shown of each program.
    private List<String> shown(ProgramRule rule, String... codes) throws InterruptedException {
        SampleRequest sample = new SampleRequest(7, new long[] {1}, 1, 1, 10, codes.length);
        List<PlayedCall> earlier = new ArrayList<>();
        for (String code : codes) {
            Program program = rule.program(sample, earlier, code).orElseThrow();
            earlier.add(new PlayedCall(code, sandbox.run(program)));
        }
        return earlier.stream().map(call -> LINE.of(call.result())).toList();
    }

    private static ProgramRule rule(boolean session, Echo echo) {
        return new ProgramRule(echo, session, 10_000, Limits.USUAL.withWall(Duration.ofSeconds(1)));
    }

    private ProgramResult run(Program program) {
        try {
            return sandbox.run(program);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program ran", interruption);
        }
    }
}

package io.toolstream.app.sft;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.learner.sft.Conversation;
import io.toolstream.learner.sft.ConversationEncoder;
import io.toolstream.learner.sft.Message;
import io.toolstream.learner.sft.Message.Role;
import io.toolstream.learner.sft.WeightedRow;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.EngineSettings;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.ProgramRule;
import io.toolstream.rollout.engine.SampleRequest;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What the engine played, written down as a conversation and read again, are the tokens that the engine
/// played.
class PlayedTokensTest {
    private static final int POSITIONS = 256;
    private static final String QUESTION = "What is the greatest common divisor of 5148, 7722 and 12870?";

    @Test
    void aConversationOfWhatWasPlayedHasThePlayedTokens() throws IOException, InterruptedException {
        Path model = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."), "app", "checkpoints", "base");
        try (Tokenizer tokenizer = Tokenizer.read(model);
                TorchRuntime torch = new DjlTorch();
                Decoder decoder = Decoder.read(torch, model, POSITIONS)) {
            ChatTemplate template = ChatTemplate.read(model);
            RetoolFormat format = new RetoolFormat(tokenizer, template, "");
            ConversationEncoder encoder = new ConversationEncoder(tokenizer, template, format);
            int compared = 0;
            for (PlayedSample sample : played(decoder, format)) {
                if (sample.ending() == PlayedSample.Ending.FINISHED
                        && !sample.calls().isEmpty()
                        && readable(tokenizer, sample)) {
                    WeightedRow row = encoder.row(new Conversation(List.of(
                            Message.of(Role.USER, QUESTION), Message.of(Role.ASSISTANT, text(tokenizer, sample)))));
                    long[] prompt = sample.request().prompt();
                    int from = prompt.length;
                    assertThat(Arrays.copyOf(row.ids(), from)).isEqualTo(prompt);
                    assertThat(Arrays.copyOfRange(row.ids(), from, row.ids().length))
                            .isEqualTo(sample.response());
                    for (int t = 0; t < sample.response().length; t++) {
                        assertThat(row.weights()[from + t]).isEqualTo(sample.byPolicy()[t] ? 1 : 0);
                    }
                    compared++;
                }
            }
            assertThat(compared).isPositive();
        }
    }

    private static List<PlayedSample> played(Decoder decoder, RetoolFormat format) throws InterruptedException {
        ProgramResult printed = new ProgramResult(
                ProgramStatus.OK, 0, "2574\n", "", 5, 0, false, Duration.ofMillis(2), Duration.ofMillis(1));
        EngineSettings settings = new EngineSettings(
                ToolUse.ALLOWED,
                4,
                POSITIONS,
                Set.of(),
                ProgramRule.stateless(Echo.AST, Limits.USUAL),
                new Observation(Observation.Errors.LINE, 400));
        Engine engine = new Engine(decoder, format, settings, (_, _, _) -> CompletableFuture.completedFuture(printed));
        List<SampleRequest> group = new ArrayList<>();
        for (int sample = 0; sample < 4; sample++) {
            long[] prompt = format.prompt(QUESTION, ToolUse.ALLOWED).modelIds();
            group.add(new SampleRequest(sample, prompt, 1, 0.7f, 160, 3));
        }
        engine.submit(group);
        List<PlayedSample> played = new ArrayList<>();
        while (engine.inPlay() > 0) {
            played.addAll(engine.step(Duration.ofSeconds(1)));
        }
        return played;
    }

    private static String text(Tokenizer tokenizer, PlayedSample sample) {
        long[] response = sample.response();
        return tokenizer.decode(Arrays.copyOf(response, response.length - 1));
    }

    /// Whether the policy wrote each of its segments in the tokens that the tokenizer would take for the same
    /// text: it is free not to, and then a text does not say what its tokens were.
    private static boolean readable(Tokenizer tokenizer, PlayedSample sample) {
        long[] response = sample.response();
        boolean[] byPolicy = sample.byPolicy();
        int from = 0;
        for (int t = 1; t <= response.length; t++) {
            if (t == response.length || byPolicy[t] != byPolicy[from]) {
                long[] segment = Arrays.copyOfRange(response, from, t);
                if (byPolicy[from] && !Arrays.equals(segment, tokenizer.encode(tokenizer.decode(segment)))) {
                    return false;
                }
                from = t;
            }
        }
        return true;
    }
}

package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.data.ConversationRows;
import io.toolstream.learner.sft.ConversationEncoder;
import io.toolstream.learner.sft.CrossEntropy;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.model.Initialisation;
import io.toolstream.policy.model.ModelConfig;
import io.toolstream.policy.text.BpeTrainer;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// With a tiny random model over a vocabulary of bytes, which states 128 positions.
class SftCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POSITIONS = 128;
    private static final String TALKS = """
            {"messages": [{"role": "user", "content": "Two?"}, {"role": "assistant", "content": "<code>\\nprint(2)\\n</code>\\n<interpreter>\\n2\\n</interpreter>\\n2"}]}
            {"messages": [{"role": "user", "content": "Three?"}, {"role": "assistant", "content": "<code>\\nprint(3)\\n</code>\\n<interpreter>\\n3\\n</interpreter>\\n3"}]}
            {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]}
            """;

    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        model = folder.resolve("model");
        data = Files.writeString(folder.resolve("talks.jsonl"), TALKS);
        out = folder.resolve("tuned");
        new BpeTrainer(265, 2, RetoolFormat.MARKERS).train(List.of()).write(model);
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Initialisation.decoder(
                        torch, new ModelConfig(265, 16, 32, 2, 4, 2, 1e-6, 10_000, true), POSITIONS, 3)) {
            decoder.write(model);
        }
        Path config = model.resolve("config.json");
        ObjectNode stated = (ObjectNode) JSON.readTree(config.toFile());
        stated.put("max_position_embeddings", POSITIONS).put("dtype", "bfloat16");
        JSON.writeValue(config.toFile(), stated);
    }

    @Test
    void theTunedModelIsAFolderLikeTheFirstThatKnowsTheConversations() throws IOException {
        Ran ran = sft("--epochs", "12", "--rate", "1e-2", "--batch", "2", "--validation", data.toString(), "--json");

        assertThat(ran.err()).contains("step 24 of 24, epoch 12, loss ", "after epoch 0: held-out loss ");
        assertThat(ran.code()).isZero();
        JsonNode report = JSON.readTree(ran.out());
        assertThat(report.path("rows").asInt()).isEqualTo(3);
        assertThat(report.path("steps").asInt()).isEqualTo(24);
        // "<code>\nprint(2)\n</code>", "\n2", "<|im_end|>", twice, and "Ho<|im_end|>".
        assertThat(report.path("learnt_tokens").asInt()).isEqualTo(2 * (1 + 10 + 1 + 2 + 1) + 3);
        assertThat(report.path("masked_share").asDouble())
                .isCloseTo(1 - 33.0 / report.path("tokens").asInt(), within(1e-12));
        assertThat(report.path("last_loss").asDouble())
                .isLessThan(report.path("first_loss").asDouble() / 2);
        assertThat(loss(out)).isCloseTo(report.path("validation_after").asDouble(), within(1e-6));
        assertThat(loss(model)).isCloseTo(report.path("validation_before").asDouble(), within(1e-6));

        assertThat(names(out))
                .containsExactly(
                        "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "training.json");
        JsonNode config = JSON.readTree(out.resolve("config.json").toFile());
        assertThat(config.path("max_position_embeddings").asInt()).isEqualTo(POSITIONS);
        assertThat(config.path("torch_dtype").asText()).isEqualTo("float32");
        assertThat(config.has("dtype")).isFalse();
        JsonNode curve = JSON.readTree(out.resolve("training.json").toFile());
        assertThat(curve.path("curve")).hasSize(24);
        assertThat(curve.path("validation")).hasSize(13);
        assertThat(names(folder)).containsExactly("model", "talks.jsonl", "tuned");
    }

    @Test
    void theSameSeedGivesTheSameModel() throws IOException {
        sft("--seed", "5", "--rate", "1e-3");
        byte[] first = Files.readAllBytes(out.resolve("model.safetensors"));
        out = folder.resolve("again");
        sft("--seed", "5", "--rate", "1e-3");

        assertThat(Files.readAllBytes(out.resolve("model.safetensors"))).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "--epochs, 0, at least 1",
        "--epochs, 1001, at most 1000",
        "--rate, 2, learning rate",
        "--positions, 129, give 2 to 128",
        "--positions, 20, tokens are more than the 20 positions",
        "--format, hermes, choose format retool",
        "--format, chat, --format",
        "--validation, none.jsonl, none.jsonl is no file"
    })
    void anOptionThatCannotBeIsRefusedBeforeAnythingIsWritten(String option, String value, String sentence)
            throws IOException {
        Ran ran = sft(option, value);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(sentence);
        assertThat(names(folder)).containsExactly("model", "talks.jsonl");
    }

    @Test
    void whatIsTooLongIsLeftOutWhenAskedAndSaid() throws IOException {
        Ran ran = sft("--positions", "40", "--lenient", "--json");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).contains("left out: ", "line 1", "line 2").doesNotContain("line 3");
        assertThat(JSON.readTree(ran.out()).path("left_out").asInt()).isEqualTo(2);
        assertThat(JSON.readTree(ran.out()).path("rows").asInt()).isEqualTo(1);
    }

    @Test
    void anExistingFolderIsNotOverwritten() throws IOException {
        Files.createDirectory(out);

        refused("tuned exists already");
        assertThat(names(out)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() {
        out = folder.resolve("none").resolve("tuned");

        refused("is no folder that can; make it first");
    }

    @Test
    void aBrokenLineIsRefusedByLine() throws IOException {
        Files.writeString(data, TALKS + "{\"messages\"\n");

        refused("talks.jsonl, line 4 is not JSON");
    }

    @Test
    void emptyDataAreRefused() throws IOException {
        Files.writeString(data, "\n");

        refused("holds no conversations");
    }

    @Test
    void anAbsentModelIsRefused() {
        model = folder.resolve("absent");

        refused("absent has no config.json");
    }

    @Test
    void aVocabularyWithoutMarkersIsRefused() throws IOException {
        new BpeTrainer(256, 2, List.of()).train(List.of()).write(model);
        Files.writeString(model.resolve("chat_template.jinja"), ChatTemplate.PLAIN);

        refused("<|im_end|>");
    }

    @Test
    void aTokenizerOfALargerModelIsRefused() throws IOException {
        List<String> markers = new ArrayList<>(RetoolFormat.MARKERS);
        markers.add("<extra>");
        new BpeTrainer(266, 2, markers).train(List.of()).write(model);

        refused("a tokenizer of 266 ids and a model of 265");
    }

    @Test
    void aModelWithoutATemplateIsRefused() throws IOException {
        Files.delete(model.resolve("tokenizer_config.json"));

        refused("has no chat template");
    }

    @Test
    void aLossThatIsNoNumberFailsAndLeavesNothing() throws IOException {
        try (TorchRuntime torch = new DjlTorch();
                Decoder decoder = Decoder.read(torch, model, POSITIONS)) {
            Map<String, float[]> weights = new TreeMap<>(decoder.weights());
            Arrays.fill(weights.getOrDefault("model.norm.weight", new float[0]), Float.NaN);
            decoder.load(weights);
            Files.delete(model.resolve("model.safetensors"));
            decoder.write(model);
        }

        Ran ran = sft();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("the loss of step 1 is NaN").hasLineCount(1);
        assertThat(names(folder)).containsExactly("model", "talks.jsonl");
    }

    private void refused(String sentence) {
        Ran ran = sft();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(sentence).hasLineCount(1);
    }

    private Ran sft(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("sft", "--model", model.toString(), "--data", data.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Ran.command(arguments.toArray(String[]::new));
    }

    private double loss(Path directory) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.read(directory);
                TorchRuntime torch = new DjlTorch();
                Decoder decoder = Decoder.read(torch, directory, POSITIONS)) {
            ChatTemplate template = ChatTemplate.read(directory);
            ConversationEncoder encoder =
                    new ConversationEncoder(tokenizer, template, new RetoolFormat(tokenizer, template, ""));
            return CrossEntropy.mean(
                    decoder,
                    ConversationRows.read(data, encoder, POSITIONS, false).rows(),
                    1);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

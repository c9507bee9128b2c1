package io.toolstream.learner.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.toolstream.boot.settings.SettingsRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ring: quick.
class LearnerAssemblyTest {
    private static final String QWEN = """
            {"model_type": "qwen2", "hidden_act": "silu", "vocab_size": 8, "hidden_size": 4, "intermediate_size": 8,
             "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1}""";

    @TempDir
    private Path folder;

    @Test
    void aModelOfAnotherArchitectureIsRefusedByName() throws IOException {
        config(QWEN.replace("qwen2", "llama").replace("{", "{\"architectures\": [\"LlamaForCausalLM\"], "));

        assertThat(refusal())
                .startsWith("learner.model: " + folder)
                .contains("architecture LlamaForCausalLM (model_type llama) is not supported; give a model of");
    }

    @Test
    void aFolderThatHoldsNoModelIsRefused() throws IOException {
        assertThat(refusal()).contains("config.json cannot be read; give a Hugging Face model directory");

        config("{");
        assertThat(refusal()).contains("is not valid JSON; fetch the model again");

        config(QWEN);
        assertThat(refusal()).endsWith("has no model.safetensors; fetch the model's weights");
    }

    @Test
    void aModelIsTaken() throws IOException {
        config(QWEN);
        Files.createFile(folder.resolve("model.safetensors"));

        LearnerAssembly.requireModel(folder);
    }

    @Test
    void samplingThatWorkersCannotDoIsRefused() {
        LearnerAssembly.requirePlayable(new Drawn(1, 0));

        assertThatExceptionOfType(SettingsRefusedException.class)
                .isThrownBy(() -> LearnerAssembly.requirePlayable(new Drawn(0, 0)))
                .withMessageStartingWith("learner.sampling.temperature is 0.0");
        assertThatExceptionOfType(SettingsRefusedException.class)
                .isThrownBy(() -> LearnerAssembly.requirePlayable(new Drawn(1, 20)))
                .withMessageStartingWith("learner.sampling.topK is 20");
    }

    private record Drawn(double temperature, int topK) implements LearnerConfig.Sampling {
        @Override
        public double topP() {
            return 1;
        }

        @Override
        public int maxTokens() {
            return 160;
        }

        @Override
        public int maxTurns() {
            return 3;
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    private String refusal() {
        return String.valueOf(assertThatExceptionOfType(SettingsRefusedException.class)
                .isThrownBy(() -> LearnerAssembly.requireModel(folder))
                .actual()
                .getMessage());
    }
}

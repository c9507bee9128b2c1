package io.toolstream.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.grading.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyPublishedVectorAgrees() throws IOException {
        Path root = Path.of(System.getenv().getOrDefault("TOOLSTREAM_ROOT", ".."));
        Path shared = root.resolve(System.getenv().getOrDefault("TOOLSTREAM_SHARED", "../shared"));
        Path path = shared.resolve("data/verl_rl_vectors.json");
        assumeTrue(Files.exists(path), () -> path + " is absent");
        List<JsonNode> rows = new ArrayList<>();
        JSON.readTree(path.toFile()).forEach(rows::add);

        Conformance conformance = LossConformance.run(rows);

        assertThat(conformance.failures()).isEmpty();
        assertThat(conformance.passed()).isEqualTo(rows.size()).isPositive();
    }

    @Test
    void aWrongExpectationIsNotOk() throws IOException {
        JsonNode row = JSON.readTree("""
                {"fn": "agg_loss", "params": {"mode": "token-mean"}, "outputs": {"loss": 2.6},
                 "inputs": {"loss_mat": [[1, 2], [3, 4]], "loss_mask": [[1, 1], [0, 1]]}}""");

        Conformance conformance = LossConformance.run(List.of(row));

        assertThat(conformance.passed()).isZero();
        assertThat(conformance.results().getFirst().actual().get("loss").asDouble())
                .isCloseTo(7.0 / 3, within(1e-12));
    }
}

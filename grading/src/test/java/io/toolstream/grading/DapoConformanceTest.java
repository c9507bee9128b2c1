package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DapoConformanceTest {
    @Test
    void everyPublishedVectorAgrees() throws IOException {
        Conformance conformance = DapoConformance.run(SharedVectors.rows("verl_math_dapo_vectors.jsonl"));

        assertThat(conformance.failures()).isEmpty();
        assertThat(conformance.passed()).isEqualTo(conformance.cases()).isGreaterThan(1000);
    }

    @Test
    void aRowWithoutExpectationHasNoOk() throws IOException {
        var row = new ObjectMapper().readTree("{\"fn\":\"normalize_final_answer\",\"input\":\"x = 1,234 km\"}");

        assertThat(DapoConformance.run(List.of(row)).toJson())
                .hasToString("{\"cases\":1,\"passed\":0,\"results\":[{\"id\":\"0\",\"actual\":\"1234\"}]}");
    }
}

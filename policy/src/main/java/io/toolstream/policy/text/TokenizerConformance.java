package io.toolstream.policy.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/// Tests a tokenizer against recorded encodings: rows with `text`, and `ids` as expected.
public final class TokenizerConformance {
    private TokenizerConformance() {}

    /// `{cases, passed, results[{id, actual{ids}, ok}]}`.
    ///
    /// @param model a directory with `tokenizer.json`
    /// @param vectors one JSON object a line
    /// @throws IllegalArgumentException if either cannot be understood
    /// @throws IOException if either cannot be read
    public static ObjectNode run(Path model, Path vectors) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.read(model)) {
            return ConformanceReport.of(vectors, row -> {
                ObjectNode actual = ConformanceReport.object();
                actual.set("ids", ConformanceReport.ids(tokenizer.encode(ConformanceReport.text(row, "text"))));
                return actual;
            });
        }
    }
}

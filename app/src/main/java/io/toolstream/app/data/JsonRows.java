package io.toolstream.app.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/// Reads JSON objects: one a line, or all in one array.
final class JsonRows {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonRows() {}

    /// Hands row after row to `each`, until there is none or `each` wants no more.
    ///
    /// @throws BrokenDatasetException at the first row that is no JSON object
    static void read(Path file, Predicate<SourceRow> each) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            while (line != null && line.isBlank()) {
                line = reader.readLine();
            }
            if (line != null && line.stripLeading().startsWith("[")) {
                array(file, each);
                return;
            }
        } catch (MalformedInputException e) {
            throw new BrokenDatasetException(file + " is not UTF-8 text; convert it first");
        }
        lines(file, each);
    }

    private static void lines(Path file, Predicate<SourceRow> each) throws IOException {
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String place = file + ", line " + number;
                if (!line.isBlank() && !each.test(new SourceRow(place, object(place, line)))) {
                    return;
                }
            }
        } catch (MalformedInputException e) {
            throw new BrokenDatasetException("%s, line %d is not UTF-8 text; convert it".formatted(file, number + 1));
        }
    }

    private static JsonNode object(String place, String line) {
        try {
            JsonNode row = JSON.readTree(line);
            if (row.isObject()) {
                return row;
            }
        } catch (JsonProcessingException broken) {
            throw new BrokenDatasetException(
                    "%s is not JSON: %s; correct or remove the line".formatted(place, broken.getOriginalMessage()));
        }
        throw new BrokenDatasetException(place + " is no JSON object; correct or remove the line");
    }

    private static void array(Path file, Predicate<SourceRow> each) throws IOException {
        JsonNode rows;
        try {
            rows = JSON.readTree(file.toFile());
        } catch (JsonProcessingException broken) {
            throw new BrokenDatasetException("%s, line %d is not JSON: %s; correct the file"
                    .formatted(file, broken.getLocation().getLineNr(), broken.getOriginalMessage()));
        }
        for (int i = 0; i < rows.size(); i++) {
            String place = "%s, element %d".formatted(file, i + 1);
            if (!rows.get(i).isObject()) {
                throw new BrokenDatasetException(place + " is no JSON object; correct or remove it");
            }
            if (!each.test(new SourceRow(place, rows.get(i)))) {
                return;
            }
        }
    }
}

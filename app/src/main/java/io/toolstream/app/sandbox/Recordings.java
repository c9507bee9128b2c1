package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The recordings from which rows were drawn, where they lie beside the rows: a row of the session `NAME.jsonl#7` is a
/// block of line 7, counted from 0, of that file, where `debug_result` holds `{role, content}` and the role of a block
/// is `code`.
final class Recordings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SESSION = Pattern.compile("([\\w.-]+\\.jsonl)#(\\d{1,9})");

    private final Path folder;
    private final Map<String, List<String>> files = new HashMap<>();

    Recordings(Path folder) {
        this.folder = folder;
    }

    /// The blocks before `row` in its session; none where there is no recording that holds the row in its place.
    ///
    /// @throws UncheckedIOException if a recording cannot be read, or is none
    List<String> before(JsonNode row) {
        Matcher session = SESSION.matcher(row.path("session").asText());
        if (!session.matches()) {
            return List.of();
        }
        List<String> lines = files.computeIfAbsent(session.group(1), this::lines);
        int line = Integer.parseInt(session.group(2));
        int block = row.path("block").asInt();
        List<String> blocks = line < lines.size() ? blocks(lines.get(line)) : List.of();
        return block < blocks.size()
                        && blocks.get(block).equals(row.path("code").asText())
                ? blocks.subList(0, block)
                : List.of();
    }

    private List<String> lines(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> blocks(String recording) {
        try {
            return JSON.readTree(recording)
                    .path("debug_result")
                    .valueStream()
                    .filter(part -> part.path("role").asText().equals("code"))
                    .map(part -> part.path("content").asText())
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

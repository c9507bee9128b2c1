package io.toolstream.app.data;

import com.fasterxml.jackson.databind.JsonNode;

/// One row of a file.
///
/// @param place where it stands, for people: `problems.jsonl, line 7`
/// @param fields a JSON object
record SourceRow(String place, JsonNode fields) {}

package io.toolstream.schemas;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run: everything that decides what it will do, and its state.
///
/// @param settings    all settings, by dotted name
/// @param datasetHash SHA-256 of the frozen problem list
/// @param reason      why it is in this state, for people; given when FAILED
public record RunManifest(
        RunId runId,
        State state,
        Map<String, String> settings,
        String codeVersion,
        PolicyIdentity policy,
        String dataset,
        String datasetHash,
        @Nullable Parent parent,
        @Nullable String reason,
        Instant created,
        Instant changed) {
    public RunManifest {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        Require.text("RunManifest.codeVersion", codeVersion);
        Require.name("RunManifest.dataset", dataset);
        Require.sha256("RunManifest.datasetHash", datasetHash);
        Require.that(reason != null || state != State.FAILED, "RunManifest %s is FAILED without a reason", runId);
        created = Require.micros(created);
        changed = Require.micros(changed);
    }

    /// The life of a run.
    public enum State {
        RUNNING,
        PAUSED,
        COMPLETED,
        FAILED
    }

    /// The run and version that a fork started from.
    public record Parent(RunId runId, long version) {
        public Parent {
            Require.atLeast("Parent.version", version, 0);
        }
    }
}

package io.toolstream.app.run;

import io.toolstream.learner.program.FrozenProblems;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.topic.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A run as somebody wants it declared.
///
/// @param settings of all programs by dotted key, without secrets
/// @param build    of the command line
/// @param policy   of version 0
/// @param problems of the data set that `names` names
public record NewRun(
        Names names, Map<String, String> settings, String build, PolicyIdentity policy, FrozenProblems problems) {
    /// Where things lie on one machine; another may have them elsewhere, and it is the same run.
    private static final Set<String> PLACES = Set.of(
            "learner.model",
            "learner.folder",
            "rollout.folder",
            "trajectories.folder",
            "sandbox.python",
            "sandbox.socket");

    private static final int DIGITS = 12;

    /// Copies the settings.
    public NewRun {
        settings = Map.copyOf(settings);
    }

    /// Its record, which sets it going.
    public RunManifest manifest(Instant now) {
        return new RunManifest(
                new RunId(names.run()),
                RunManifest.State.RUNNING,
                settings,
                build,
                policy,
                names.dataset(),
                problems.hash(),
                null,
                null,
                now,
                now);
    }

    /// In what it is another run than `declared`, for people; empty where it is the same. The state, the build and the
    /// places of files do not matter.
    public List<String> differences(RunManifest declared) {
        List<String> differences = new ArrayList<>();
        if (!names.dataset().equals(declared.dataset())) {
            differences.add("run.dataset is %s, declared %s".formatted(names.dataset(), declared.dataset()));
        } else if (!problems.hash().equals(declared.datasetHash())) {
            differences.add("data set %s has changed: its %d problems hash to %s, declared %s"
                    .formatted(
                            names.dataset(),
                            problems.problems().size(),
                            begin(problems.hash()),
                            begin(declared.datasetHash())));
        }
        compare("weights", policy.modelHash(), declared.policy().modelHash(), differences);
        compare("tokenizer", policy.tokenizerHash(), declared.policy().tokenizerHash(), differences);
        compare("chat template", policy.templateHash(), declared.policy().templateHash(), differences);
        Set<String> keys = new TreeSet<>(settings.keySet());
        keys.addAll(declared.settings().keySet());
        keys.removeAll(PLACES);
        keys.remove("run.dataset");
        for (String key : keys) {
            String own = settings.getOrDefault(key, "not set");
            String other = declared.settings().getOrDefault(key, "not set");
            if (!own.equals(other)) {
                differences.add("%s is %s, declared %s".formatted(key, own, other));
            }
        }
        return differences;
    }

    private static void compare(String what, String own, String declared, List<String> differences) {
        if (!own.equals(declared)) {
            differences.add("learner.model has other %s: %s, declared %s".formatted(what, begin(own), begin(declared)));
        }
    }

    private static String begin(String hash) {
        return hash.substring(0, Math.min(DIGITS, hash.length()));
    }
}

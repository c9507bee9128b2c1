package io.toolstream.app.cluster;

import io.toolstream.boot.settings.Key;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.boot.settings.Slot;
import io.toolstream.learner.boot.LearnerConfig;
import io.toolstream.learner.boot.LearnerMain;
import io.toolstream.rollout.boot.RolloutConfig;
import io.toolstream.rollout.boot.RolloutMain;
import io.toolstream.sandbox.boot.SandboxConfig;
import io.toolstream.sandbox.boot.SandboxMain;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Program;
import io.toolstream.trajectories.boot.TrajectoriesConfig;
import io.toolstream.trajectories.boot.TrajectoriesMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The settings of all programs, read and checked before any of them starts.
///
/// @param names  of the run, its pool and its data set
/// @param values by dotted key, defaults included; without those that a local cluster decides and without
///     secrets, since they stand in files and on `runs`
/// @param secrets by the name of the environment variable in which a program finds them
public record ProgramSettings(Names names, Map<String, String> values, Map<String, String> secrets) {
    /// The settings of every program.
    public static final List<Class<?>> MAPPINGS =
            List.of(RolloutConfig.class, SandboxConfig.class, TrajectoriesConfig.class, LearnerConfig.class);

    private static final List<String> DECIDED = List.of("kafka.", "http.", "slot");
    private static final List<String> SECRET = List.of("trajectories.token");
    private static final String MODEL = "learner.model";
    private static final String ERRORS = "rollout.errors";
    private static final Path CHECKPOINTS = Path.of("app", "checkpoints");

    /// Copies the maps.
    public ProgramSettings {
        values = Map.copyOf(values);
        secrets = Map.copyOf(secrets);
    }

    /// Reads them.
    ///
    /// @param file         YAML; if absent, the one that `TOOLSTREAM_CONFIG` names, if it does
    /// @param overrides    each `key=value`
    /// @param installation where a relative `learner.model` is looked for, if not in the working folder
    /// @param programs     whose settings have to fit together
    /// @throws SettingsRefusedException if a key is unknown or a value wrong
    /// @throws IllegalArgumentException if values do not fit together
    public static ProgramSettings read(
            @Nullable Path file,
            Map<String, String> environment,
            List<String> overrides,
            Path installation,
            Set<Program> programs) {
        Settings settings = Settings.read(SettingsSources.of(file, environment, overrides), MAPPINGS);
        List<String> all = new ArrayList<>(overrides);
        all.addAll(ofTheModel(settings, installation));
        if (all.size() > overrides.size()) {
            settings = Settings.read(SettingsSources.of(file, environment, all), MAPPINGS);
        }
        for (Program program : programs) {
            check(program, settings);
        }
        if (programs.contains(Program.ROLLOUT_WORKER) && programs.contains(Program.LEARNER)) {
            checkTogether(settings.of(RolloutConfig.class), settings.of(LearnerConfig.class));
        }
        if (programs.contains(Program.ROLLOUT_WORKER) && programs.contains(Program.SANDBOX_WORKER)) {
            checkTogether(settings.of(RolloutConfig.class), settings.of(SandboxConfig.class));
        }
        Map<String, String> values = new TreeMap<>(settings.values());
        values.keySet().removeIf(key -> DECIDED.stream().anyMatch(key::startsWith));
        Map<String, String> secrets = new TreeMap<>();
        for (String key : SECRET) {
            String secret = values.remove(key);
            if (secret != null) {
                secrets.put(Key.variable(key), secret);
            }
        }
        return new ProgramSettings(RunConfig.names(settings.of(RunConfig.class)), values, secrets);
    }

    /// Whether the environment variable `name` sets a key. What a local cluster was told stands already in the settings
    /// that it hands to its programs, so that a variable would win over what was given on the command line.
    static boolean setBy(String name) {
        return Stream.concat(
                        Stream.concat(Settings.EVERYWHERE.stream(), MAPPINGS.stream())
                                .flatMap(mapping -> Key.of(mapping).stream())
                                .map(Key::name),
                        Stream.of(Slot.KEY))
                .map(Key::variable)
                .anyMatch(variable -> name.equalsIgnoreCase(variable)
                        || name.regionMatches(true, 0, variable + "_", 0, variable.length() + 1));
    }

    private static void checkTogether(RolloutConfig rollout, LearnerConfig learner) {
        int trained = learner.training().positions();
        if (rollout.positions() > trained) {
            throw new SettingsRefusedException(
                    "rollout.positions is %d and learner.training.positions %d, so the learner could not take the longest trajectories; raise the latter"
                            .formatted(rollout.positions(), trained));
        }
        if (rollout.beat().compareTo(learner.beat()) > 0) {
            throw new SettingsRefusedException(
                    "rollout.beat is %s and learner.beat %s, so the learner would take workers for dead; set both alike"
                            .formatted(rollout.beat(), learner.beat()));
        }
    }

    private static void checkTogether(RolloutConfig rollout, SandboxConfig sandbox) {
        List<String> above = RolloutConfig.limits(rollout).above(SandboxConfig.largest(sandbox));
        if (!above.isEmpty()) {
            throw new SettingsRefusedException(
                    "the programs of rollout workers ask for more than sandbox.limits allow (%s), so all would be refused; lower rollout.* or raise sandbox.limits.*"
                            .formatted(String.join("; ", above)));
        }
    }

    /// Where the model lies; and a failure's name is all that those we come with were tuned on, unless told
    /// otherwise.
    private static List<String> ofTheModel(Settings settings, Path installation) {
        List<String> values = new ArrayList<>();
        Path model = settings.of(LearnerConfig.class).model();
        if (!Files.exists(model) && Files.exists(installation.resolve(model))) {
            model = installation.resolve(model);
            values.add(MODEL + "=" + model);
        }
        Path ours = installation.resolve(CHECKPOINTS).toAbsolutePath().normalize();
        if (!settings.given(ERRORS) && model.toAbsolutePath().normalize().startsWith(ours)) {
            values.add(ERRORS + "=name");
        }
        return values;
    }

    private static void check(Program program, Settings settings) {
        switch (program) {
            case ROLLOUT_WORKER -> RolloutMain.check(settings);
            case SANDBOX_WORKER -> SandboxMain.check(settings);
            case TRAJECTORY_SERVICE -> TrajectoriesMain.check(settings);
            case LEARNER -> LearnerMain.check(settings);
            case CLI, IMPORT -> throw new IllegalArgumentException(program.principal() + " has no settings");
        }
    }
}

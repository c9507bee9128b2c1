package io.toolstream.rollout.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.toolstream.rollout.engine.Observation;
import io.toolstream.rollout.worker.FormatChoice;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// `rollout`: settings of a rollout worker.
@ConfigMapping(prefix = "rollout", namingStrategy = ConfigMapping.NamingStrategy.VERBATIM)
public interface RolloutConfig {
    /// Samples played at once.
    @WithDefault("64")
    int sequences();

    /// Room, in samples, that must be free before a request is taken.
    @WithDefault("8")
    int groupSamples();

    /// Most tokens of a sample, prompt included.
    @WithDefault("256")
    int positions();

    /// Whether programs run; without, the control arm.
    @WithDefault("true")
    boolean tools();

    /// In which programs are written: `retool` or `hermes`.
    @WithDefault("retool")
    FormatChoice format();

    /// Written before every question of format `retool`; absent for a model that knows the format.
    Optional<String> instruction();

    /// Whether a program sees what the trajectory's earlier ones have defined.
    @WithDefault("false")
    boolean session();

    /// Characters of earlier programs that may run before one; a trajectory that needs more ends.
    @WithDefault("32768")
    int sessionCharacters();

    /// What becomes of a program's last expression: `ast`, `retool`, `verl` or `none`.
    @WithDefault("ast")
    Echo echo();

    /// How the policy is told of a failed program: `line`, `traceback` or `name`.
    @WithDefault("line")
    Observation.Errors errors();

    /// Characters of a program's result that the policy reads, the middle of a longer one left out.
    @WithDefault("400")
    int observation();

    /// Longest time that a program may run, with the earlier ones of its session.
    @WithDefault("5s")
    Duration wall();

    /// Address space that a program may use beyond what the interpreter holds.
    @WithDefault("1073741824")
    long memoryBytes();

    /// Kept of each of a program's output streams, in the record of its trajectory.
    @WithDefault("65536")
    int outputBytes();

    /// Between two beats.
    @WithDefault("1s")
    Duration beat();

    /// After which a code call is asked again.
    @WithDefault("20s")
    Duration callPatience();

    /// Writable, for the files of the policy.
    @WithDefault("rollout-data")
    Path folder();

    /// What a program of the policy may use. Its processor time is never what ends it before its wall clock.
    static Limits limits(RolloutConfig config) {
        Limits usual = Limits.USUAL;
        return new Limits(
                config.wall(),
                usual.cpu().compareTo(config.wall()) < 0 ? config.wall() : usual.cpu(),
                config.memoryBytes(),
                usual.fileBytes(),
                usual.files(),
                usual.inodes(),
                usual.threads(),
                config.outputBytes(),
                usual.outputTotalBytes());
    }
}

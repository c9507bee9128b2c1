package io.toolstream.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.app.cluster.ClusterFailedException;
import io.toolstream.app.cluster.ClusterRefusedException;
import io.toolstream.app.cluster.ClusterSettings;
import io.toolstream.app.cluster.LocalCluster;
import io.toolstream.app.cluster.Member;
import io.toolstream.app.cluster.ProgramSettings;
import io.toolstream.app.cluster.RestartPolicy;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.schemas.topic.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `toolstream up`.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the local cluster, a broker and the programs, and stays until it is told to end.",
        footer = {"", "Example: toolstream up --config run.yaml learner.steps=10"})
final class UpCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Programs that have nothing to wait for; a rollout worker waits for version 0, the learner for its run.
    private static final Set<Program> AT_ONCE = EnumSet.of(Program.SANDBOX_WORKER, Program.TRAJECTORY_SERVICE);

    @Mixin
    private final ClusterPlace place = new ClusterPlace();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Option(names = "--config", description = "Settings file, YAML; keys: docs/settings.md.")
    private @Nullable Path config;

    @Option(
            names = "--port",
            defaultValue = "9092",
            description = "Of the broker; 0 takes any; default ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--programs",
            split = ",",
            defaultValue = "sandbox-worker,rollout-worker,trajectories,learner",
            description = "Which are started; default ${DEFAULT-VALUE}.")
    private List<String> programs = List.of();

    @Option(names = "--sandbox-workers", defaultValue = "1", description = "How many; default ${DEFAULT-VALUE}.")
    private int sandboxWorkers;

    @Option(names = "--rollout-workers", defaultValue = "1", description = "How many; default ${DEFAULT-VALUE}.")
    private int rolloutWorkers;

    @Parameters(paramLabel = "KEY=VALUE", description = "Settings laid over the file.")
    private List<String> overrides = List.of();

    @Override
    public Integer call() throws InterruptedException {
        try {
            run(settings());
            return 0;
        } catch (SettingsRefusedException | ClusterRefusedException | IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        } catch (ClusterFailedException failure) {
            reporting.progress("toolstream up: " + failure.getMessage());
            return 1;
        }
    }

    private void run(ClusterSettings settings) throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(settings, reporting::progress)) {
            Thread end = new Thread(cluster::close, "down");
            Runtime.getRuntime().addShutdownHook(end);
            reporting.progress("broker at " + cluster.bootstrap() + ", topics of run "
                    + settings.names().run() + " are made");
            cluster.startAll();
            cluster.awaitServing(PATIENCE);
            cluster.awaitReady(
                    settings.members().stream()
                            .filter(member -> AT_ONCE.contains(member.program()))
                            .toList(),
                    PATIENCE);
            reporting.answer(
                    new ObjectMapper().valueToTree(cluster.state()),
                    List.of("up: " + settings.members().size() + " programs; data and logs in " + settings.folder()
                            + "; end with Ctrl-C or `toolstream down`"));
            new CountDownLatch(1).await();
        }
    }

    private ClusterSettings settings() {
        List<Member> members = members();
        ProgramSettings read = ProgramSettings.read(
                config,
                System.getenv(),
                overrides,
                ClusterPlace.installation(),
                EnumSet.copyOf(members.stream().map(Member::program).toList()));
        return new ClusterSettings(
                ClusterPlace.installation(), place.folder(), port, members, read, RestartPolicy.usual(), PATIENCE);
    }

    private List<Member> members() {
        Map<String, Integer> counts = Map.of("sandbox-worker", sandboxWorkers, "rollout-worker", rolloutWorkers);
        List<Member> members = new ArrayList<>();
        for (String name : programs) {
            Program program = LocalCluster.PROGRAMS.stream()
                    .filter(one -> one.principal().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("no program is called '%s'; choose from %s"
                            .formatted(
                                    name,
                                    LocalCluster.PROGRAMS.stream()
                                            .map(Program::principal)
                                            .toList())));
            for (int slot = 0; slot < counts.getOrDefault(name, 1); slot++) {
                members.add(new Member(program, slot));
            }
        }
        if (members.isEmpty()) {
            throw new RefusedException("no program is to be started; name at least one by --programs");
        }
        return members;
    }
}

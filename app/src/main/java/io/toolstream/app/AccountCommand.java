package io.toolstream.app;

import io.toolstream.app.account.Account;
import io.toolstream.app.account.Bounds;
import io.toolstream.app.account.RunReader;
import io.toolstream.app.account.RunRecords;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `toolstream account`.
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = {
            "Counts every request, trajectory, group and version of a run from its topics, and holds them against the"
                    + " rules of docs/protocol.md. The run may be going on.",
            "Exit code 1 when a rule is broken, 2 when the run cannot be read."
        },
        footer = {"", "Example: toolstream account --run demo --json"})
final class AccountCommand implements Callable<Integer> {
    @Option(names = "--run", required = true, description = "The run's name.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(
            names = "--grace",
            defaultValue = "PT30S",
            description = "How long after its deadline a request counts as lost, as PT30S; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration grace;

    @Option(
            names = "--planted",
            description = "An answer that was planted among the reference answers: may stand in no other topic."
                    + " Repeat for more.")
    private List<String> planted = new ArrayList<>();

    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    @Mixin
    private final Reporting reporting = new Reporting();

    @Override
    public Integer call() {
        Account account = account();
        reporting.answer(account.toJson(), account.lines());
        return account.clean() ? 0 : 1;
    }

    private Account account() {
        Cluster cluster = options.reachable();
        try {
            RunReader reader = new RunReader(cluster, new RunId(run), options.patience());
            Optional<RunManifest> manifest = reader.manifest();
            if (manifest.isEmpty()) {
                reporting.progress("run %s is not declared on runs: its staleness is not checked".formatted(run));
            }
            RunRecords records = reader.records(reporting::progress);
            if (!planted.isEmpty()) {
                List<byte[]> sought = planted.stream()
                        .map(answer -> answer.getBytes(StandardCharsets.UTF_8))
                        .toList();
                reader.findLeaks(records, sought, manifest, reporting::progress);
            }
            return Account.of(
                    records,
                    manifest.map(Bounds::of).orElseGet(Bounds::unknown),
                    InstantSource.system().instant(),
                    grace);
        } catch (LogUnavailableException | IllegalArgumentException failure) {
            throw new RefusedException(
                    "run %s on %s cannot be read: %s".formatted(run, cluster.bootstrap(), failure.getMessage()));
        }
    }
}

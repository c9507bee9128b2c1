package io.toolstream.learner.program;

import io.toolstream.learner.commit.StateHashes;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.DecodeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checkpoints of one run as folders `step-N`, each written aside, forced to the disk, and then renamed: one that has
/// its name is whole. What a crash leaves half-written is removed at the next write.
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Pattern NAME = Pattern.compile("step-(\\d{9})");
    private static final String ASIDE = "writing";
    private static final String REPORT_FILE = "report.avro";

    private final Path folder;
    private final int kept;
    private final Codec<StepReport> codec;
    private final TrainingSettings settings;

    /// A restored state and the report that its step had, or would have had, on the log.
    record Restored(TrainedPolicy policy, StepReport report) {}

    Checkpoints(Path folder, int kept, Codec<StepReport> codec, TrainingSettings settings) {
        this.folder = folder;
        this.kept = kept;
        this.codec = codec;
        this.settings = settings;
    }

    /// Writes the state after the step of `report`, unless that stands there already: a step that is published after a
    /// restart has its checkpoint, and removing it first would leave a moment without.
    void write(TrainedPolicy policy, StepReport report) throws IOException {
        Path named = folder.resolve("step-%09d".formatted(report.step()));
        byte[] encoded = codec.encode(report);
        if (Files.isRegularFile(named.resolve(REPORT_FILE))
                && Arrays.equals(Files.readAllBytes(named.resolve(REPORT_FILE)), encoded)) {
            return;
        }
        Path aside = folder.resolve(ASIDE);
        remove(aside);
        Files.createDirectories(aside);
        policy.write(aside);
        Files.write(aside.resolve(REPORT_FILE), encoded);
        try (Stream<Path> files = Files.list(aside)) {
            for (Path file : files.toList()) {
                force(file);
            }
        }
        force(aside);
        remove(named);
        Files.move(aside, named, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(kept, all.size()), all.size())) {
            remove(old);
        }
    }

    /// The newest one whose state hashes to what its report says; damaged ones are passed over with a warning.
    Optional<Restored> newest(TorchRuntime torch) throws IOException {
        for (Path candidate : newestFirst()) {
            Optional<Restored> restored = read(torch, candidate);
            if (restored.isPresent()) {
                return restored;
            }
        }
        return Optional.empty();
    }

    private Optional<Restored> read(TorchRuntime torch, Path candidate) {
        StepReport report;
        TrainedPolicy policy;
        try {
            report = codec.decode(Files.readAllBytes(candidate.resolve(REPORT_FILE)));
            policy = TrainedPolicy.read(torch, candidate, settings, report.step(), report.version());
        } catch (IOException | DecodeException | IllegalArgumentException damage) {
            LOG.atWarn().setCause(damage).log("checkpoint {} cannot be read and is passed over", candidate);
            return Optional.empty();
        }
        if (!policy.hashes().equals(StateHashes.of(report))) {
            LOG.atWarn().log("checkpoint {} does not hash to what its report says and is passed over", candidate);
            policy.close();
            return Optional.empty();
        }
        return Optional.of(new Restored(policy, report));
    }

    private List<Path> newestFirst() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            NAME.matcher(entry.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(
                                    (Path entry) -> entry.getFileName().toString())
                            .reversed())
                    .toList();
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

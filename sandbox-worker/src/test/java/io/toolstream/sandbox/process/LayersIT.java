package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers that are claimed and do not hold: the sources are changed so that one does nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LayersIT {
    private static final SandboxSettings SETTINGS =
            SandboxSettings.usual(Interpreter.path(), 1).demanding(List.of());

    @SuppressWarnings("NullAway.Init")
    private List<String> layers;

    /// A text of a source and what stands in its place.
    record Change(String file, String text, String instead) {
        void make(Path sources) throws IOException {
            String before = Files.readString(sources.resolve(file));
            assertThat(before).containsOnlyOnce(text);
            Files.writeString(sources.resolve(file), before.replace(text, instead));
        }
    }

    /// What makes `layer` an empty claim, in a sandbox without some others that would then not start.
    record Gap(String layer, Set<String> without, List<Change> changes) {
        static Gap of(String layer, Change... changes) {
            return new Gap(layer, Set.of(), List.of(changes));
        }

        @Override
        public String toString() {
            return layer;
        }
    }

    @BeforeAll
    void open() throws InterruptedException {
        try (ProcessSandbox sound = new ProcessSandbox(SETTINGS)) {
            layers = sound.layers();
        }
    }

    static Stream<Gap> gaps() {
        return Stream.of(
                Gap.of(
                        "user namespace",
                        new Change("isolation.py", "\"user namespace\": \"user\"", "\"user namespace\": \"time\"")),
                Gap.of("network namespace", new Change("isolation.py", " | CLONE_NEWNET | ", " | ")),
                Gap.of("ipc namespace", new Change("isolation.py", " | CLONE_NEWIPC | ", " | ")),
                Gap.of(
                        "pid namespace",
                        new Change("isolation.py", " | CLONE_NEWPID | ", " | "),
                        new Change("isolation.py", "return pid_namespace", "return -1")),
                // Each child's scratch folder then lies where all see it.
                Gap.of("mount namespace", new Change("isolation.py", "Step(\"unshare\", CLONE_NEWNS),", "")),
                Gap.of(
                        "own user namespace",
                        new Change("isolation.py", "Step(\"unshare\", CLONE_NEWUSER)", "Step(\"getpid\")")),
                Gap.of("landlock ports", new Change("landlock.py", "3 if known >= 4 else 0", "0")),
                Gap.of("landlock signals", new Change("landlock.py", "3 if known >= 6 else 0", "0")),
                // Without it the kernel lets an ordinary process install neither Landlock's rules nor a filter.
                new Gap(
                        "no new privileges",
                        Set.of("landlock"),
                        List.of(
                                new Change("main.py", "isolation.forbid_new_privileges()", "pass"),
                                new Change("template.py", "layers.add(\"seccomp\")", "return None"))));
    }

    @ParameterizedTest
    @MethodSource("gaps")
    void aLayerThatStopsNothingIsNotReported(Gap gap, @TempDir Path folder) throws Exception {
        assumeThat(layers).contains(gap.layer);
        try (ListeningSupervisor listening = new ListeningSupervisor(folder)) {
            listening.kill();
            for (Change change : gap.changes) {
                change.make(folder.resolve("sources"));
            }
            listening.start();
            try (ProcessSandbox sandbox =
                    new ProcessSandbox(SETTINGS.without(gap.without).over(listening.socket()))) {
                assertThat(sandbox.layers()).doesNotContain(gap.layer).contains("not root", "resource limits");
            }
        }
    }

    @Test
    void aLayerWithoutAProbeIsNotReported(@TempDir Path folder) throws Exception {
        assertThat(SourcesScript.output(folder, """
                import probes
                print(*probes.judged({"seccomp", "walls"}, "\\n".join(probes.CHILD)))
                """)).isEqualTo("{'seccomp'} {'walls'}\n");
    }
}

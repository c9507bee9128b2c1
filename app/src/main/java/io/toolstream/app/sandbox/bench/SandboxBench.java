package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// The sandbox beside cold interpreters on one machine in one run: what is compared is measured in turns, so that a
/// disturbance hits both sides. Processor times are of whole process trees.
final class SandboxBench {
    static final int OUTSTANDING = 16;
    static final int CROWD = 64;
    static final int MANY_PARALLEL = 8;

    /// Where many wait, a second slot for each core fills the time in which one program ends and the next begins.
    private static final int SLOTS_A_CORE = 2;

    private static final int OURS_PER_COLD = 10;

    /// Of the throughput: turns so long that their ends, where a core has nothing to do, hardly count.
    private static final int LOADED_PER_COLD = 12;

    private static final long IDLE_NANOS = 10_000_000;

    private final Path python;
    private final int cores;
    private final Effort effort;
    private final Consumer<String> progress;

    /// How much is measured.
    ///
    /// @param rounds turns of each comparison, for the cheapest program; others take their share
    /// @param leaks programs of the leak run
    record Effort(int rounds, int leaks) {
        int rounds(BenchProgram program) {
            return Math.max(
                    3,
                    switch (program) {
                        case PRINT -> rounds;
                        case NUMPY -> rounds / 2;
                        case SYMPY -> rounds / 4;
                    });
        }
    }

    SandboxBench(Path python, int cores, Effort effort, Consumer<String> progress) {
        this.python = python;
        this.cores = cores;
        this.effort = effort;
        this.progress = progress;
    }

    ObjectNode measure() throws IOException, InterruptedException, ExecutionException {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.set("machine", Machine.described(python));
        try (ColdInterpreter cold = new ColdInterpreter(python)) {
            ProcessTree tree = new ProcessTree(cold.pid());
            try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, cores))) {
                sandbox.layers().forEach(report.putArray("layers")::add);
                for (BenchProgram program : BenchProgram.values()) {
                    progress.accept("latency of " + program.title());
                    report.set(program.title(), latency(program, sandbox, cold, tree));
                }
                progress.accept("echo rules");
                report.set("echo", EchoRules.measure(sandbox));
            }
            progress.accept("leaks, " + effort.leaks() + " programs");
            report.set("leaks", new LeakRun(python, cores, effort.leaks(), tree).measure());
            int slots = SLOTS_A_CORE * cores;
            try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, slots))) {
                progress.accept("throughput, " + OUTSTANDING + " outstanding");
                for (BenchProgram program : BenchProgram.values()) {
                    warm(program, sandbox); // a template that still starts would slow the cold interpreters
                }
                report.set("throughput", throughput(sandbox, slots, cold));
                progress.accept("crowd, " + CROWD + " outstanding");
                report.set("crowd", crowd(sandbox));
            }
            progress.accept("processor time at " + MANY_PARALLEL + " parallel");
            try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, MANY_PARALLEL))) {
                report.set("cpu_at_8", manyParallel(sandbox, cold, tree));
            }
            progress.accept("sympy without warm-up");
            try (ProcessSandbox sandbox =
                    new ProcessSandbox(SandboxSettings.usual(python, cores).unwarmed())) {
                report.set("sympy_unwarmed", unwarmed(sandbox, tree));
            }
        }
        return report;
    }

    private ObjectNode latency(BenchProgram program, ProcessSandbox sandbox, ColdInterpreter cold, ProcessTree tree)
            throws IOException, InterruptedException {
        int rounds = effort.rounds(program);
        warm(program, sandbox);
        List<Load.Answer> ours = new ArrayList<>();
        List<ColdInterpreter.Run> bare = new ArrayList<>();
        List<ColdInterpreter.Run> wrapped = new ArrayList<>();
        boolean equal = true;
        double before = tree.cpuMs();
        for (int round = 0; round < rounds; round++) {
            List<String> codes = program.codes(round * OURS_PER_COLD, OURS_PER_COLD);
            for (String code : codes) {
                Pause.nanos(IDLE_NANOS);
                ours.add(Load.ask(sandbox, Program.of(code)));
            }
            List<String> one = codes.subList(0, 1);
            List<ColdInterpreter.Run> run = cold.bare(one, 1).runs();
            bare.addAll(run);
            cold.bubblewrapped(one, 1).ifPresent(batch -> wrapped.addAll(batch.runs()));
            equal &= run.getFirst()
                    .output()
                    .equals(ours.get(ours.size() - OURS_PER_COLD).result().stdout());
        }
        double cpu = (tree.cpuMs() - before) / ours.size();
        double backToBack = backToBack(program, sandbox);
        return latencyReport(ours, cpu, new ColdInterpreter.Batch(1, bare), wrapped)
                .put("back_to_back_p50_ms", Samples.rounded(backToBack))
                .put("outputs_equal", equal);
    }

    private static ObjectNode latencyReport(
            List<Load.Answer> ours, double cpu, ColdInterpreter.Batch cold, List<ColdInterpreter.Run> wrapped) {
        Samples calls = Samples.of(ours.stream().map(Load.Answer::callMs).toList());
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("runs", ours.size())
                .put("min_ms", Samples.rounded(calls.min()))
                .put("p50_ms", Samples.rounded(calls.p50()))
                .put("p99_ms", Samples.rounded(calls.p99()))
                .put("p99_over_p50", Samples.rounded(calls.p99() / calls.p50()))
                .put("cpu_ms", Samples.rounded(cpu))
                .put("cold_runs", cold.runs().size())
                .put("cold_p50_ms", Samples.rounded(cold.walls().p50()))
                .put("cold_cpu_ms", Samples.rounded(cold.cpus().mean()))
                .put("wall_ratio", Samples.rounded(calls.p50() / cold.walls().p50()))
                .put("cpu_ratio", Samples.rounded(cpu / cold.cpus().mean()));
        if (!wrapped.isEmpty()) {
            ColdInterpreter.Batch batch = new ColdInterpreter.Batch(1, wrapped);
            report.put("bubblewrap_p50_ms", Samples.rounded(batch.walls().p50()))
                    .put("bubblewrap_cpu_ms", Samples.rounded(batch.cpus().mean()));
        }
        return report;
    }

    private static void warm(BenchProgram program, ProcessSandbox sandbox) throws InterruptedException {
        for (String code : program.codes(10_000, 2 * OURS_PER_COLD)) {
            sandbox.run(Program.of(code));
        }
    }

    private double backToBack(BenchProgram program, ProcessSandbox sandbox) throws InterruptedException {
        List<Double> calls = new ArrayList<>();
        for (String code : program.codes(20_000, effort.rounds(program) * OURS_PER_COLD / 2)) {
            calls.add(Load.ask(sandbox, Program.of(code)).callMs());
        }
        return Samples.of(calls).p50();
    }

    private ObjectNode throughput(ProcessSandbox sandbox, int slots, ColdInterpreter cold)
            throws IOException, InterruptedException, ExecutionException {
        ObjectNode report =
                JsonNodeFactory.instance.objectNode().put("parallel", slots).put("outstanding", OUTSTANDING);
        for (BenchProgram program : BenchProgram.values()) {
            int coldRuns = effort.rounds(program);
            double oursMs = 0;
            double coldMs = 0;
            int ours = 0;
            for (int turn = 0; turn < 3; turn++) {
                coldMs += cold.bare(program.codes(turn * coldRuns, coldRuns), 2).wallMs();
                Load load = Load.of(
                        sandbox, program.codes(turn * coldRuns, LOADED_PER_COLD * coldRuns), OUTSTANDING, Limits.USUAL);
                oursMs += load.wallMs();
                ours += load.answers().size();
            }
            double perS = ours / (oursMs / 1000);
            double coldPerS = 3 * coldRuns / (coldMs / 1000);
            report.put(program.title() + "_per_s", Samples.rounded(perS))
                    .put(program.title() + "_cold_per_s", Samples.rounded(coldPerS))
                    .put(program.title() + "_ratio", Samples.rounded(perS / coldPerS));
        }
        return report;
    }

    private ObjectNode crowd(ProcessSandbox sandbox) throws InterruptedException, ExecutionException {
        int programs = Math.max(2 * CROWD, 8 * effort.rounds());
        Load load = Load.of(sandbox, BenchProgram.SYMPY.codes(0, programs), CROWD, Limits.USUAL);
        return JsonNodeFactory.instance
                .objectNode()
                .put("program", BenchProgram.SYMPY.title())
                .put("outstanding", CROWD)
                .put("programs", programs)
                .put("p50_ms", Samples.rounded(load.calls().p50()))
                .put("p99_ms", Samples.rounded(load.calls().p99()))
                .put("false_timeouts", load.ended(ProgramStatus.TIMEOUT) + load.ended(ProgramStatus.CPU_LIMIT))
                .put("failed", programs - load.ended(ProgramStatus.OK));
    }

    private ObjectNode manyParallel(ProcessSandbox sandbox, ColdInterpreter cold, ProcessTree tree)
            throws IOException, InterruptedException, ExecutionException {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("parallel", MANY_PARALLEL);
        for (BenchProgram program : BenchProgram.values()) {
            warm(program, sandbox);
            int coldRuns = Math.max(MANY_PARALLEL, effort.rounds(program));
            double coldMs = 0;
            double oursMs = 0;
            double jvmMs = 0;
            int ours = 0;
            for (int turn = 0; turn < 2; turn++) {
                coldMs += cold.bare(program.codes(0, coldRuns), MANY_PARALLEL)
                        .cpus()
                        .mean();
                double before = tree.cpuMs();
                double jvmBefore = ProcessTree.jvmCpuMs();
                ours += Load.of(sandbox, program.codes(0, 6 * coldRuns), MANY_PARALLEL, Limits.USUAL)
                        .answers()
                        .size();
                oursMs += tree.cpuMs() - before;
                jvmMs += ProcessTree.jvmCpuMs() - jvmBefore;
            }
            report.putObject(program.title())
                    .put("cpu_ms", Samples.rounded(oursMs / ours))
                    .put("jvm_cpu_ms", Samples.rounded(jvmMs / ours))
                    .put("cold_cpu_ms", Samples.rounded(coldMs / 2))
                    .put("ratio", Samples.rounded(oursMs / ours / (coldMs / 2)));
        }
        return report;
    }

    private ObjectNode unwarmed(ProcessSandbox sandbox, ProcessTree tree) throws InterruptedException {
        sandbox.run(Program.of("import sympy"));
        List<Double> calls = new ArrayList<>();
        double before = tree.cpuMs();
        for (String code : BenchProgram.SYMPY.codes(0, 3 * effort.rounds(BenchProgram.SYMPY))) {
            Pause.nanos(IDLE_NANOS);
            calls.add(Load.ask(sandbox, Program.of(code)).callMs());
        }
        double cpu = (tree.cpuMs() - before) / calls.size();
        Samples samples = Samples.of(calls);
        return JsonNodeFactory.instance
                .objectNode()
                .put("runs", calls.size())
                .put("p50_ms", Samples.rounded(samples.p50()))
                .put("p99_ms", Samples.rounded(samples.p99()))
                .put("cpu_ms", Samples.rounded(cpu));
    }
}

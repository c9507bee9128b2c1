package io.toolstream.sandbox.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.boot.settings.Settings;
import io.toolstream.boot.settings.SettingsSources;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The least that the settings take is enough for the sandbox to start and to run a program.
class SmallestLimitsIT {
    @Test
    void theSandboxStartsAndRunsWhatFits() throws InterruptedException {
        List<String> least = List.of(
                "sandbox.lanes=1",
                "sandbox.limits.wall=1s",
                "sandbox.limits.cpu=1s",
                "sandbox.limits.memoryBytes=268435456",
                "sandbox.limits.fileBytes=1048576",
                "sandbox.limits.files=16",
                "sandbox.limits.inodes=16",
                "sandbox.limits.threads=1",
                "sandbox.limits.outputBytes=4096",
                "sandbox.limits.outputTotalBytes=65536");
        SandboxConfig config = Settings.read(SettingsSources.of(null, Map.of(), least), List.of(SandboxConfig.class))
                .of(SandboxConfig.class);

        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxAssembly.sandbox(config))) {
            Limits largest = SandboxAssembly.sandbox(config).largest();
            ProgramResult result = sandbox.run(Program.of("import sympy\nprint(sympy.factorint(2**31 - 2))")
                    .with(largest));
            ProgramResult refused = sandbox.run(Program.of("1"));

            assertThat(result.stderr()).isEmpty();
            assertThat(result.stdout()).contains("331: 1");
            assertThat(refused.status()).isEqualTo(ProgramStatus.REJECTED);
            assertThat(refused.stderr())
                    .startsWith(
                            "it asks for more than this sandbox gives: wall PT10S, at most PT1S; cpu PT10S, at most PT1S");
        }
    }
}

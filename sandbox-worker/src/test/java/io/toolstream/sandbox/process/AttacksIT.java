package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile programs, at every depth of isolation, each beside an innocent one. A test fails if an attack succeeds, if
/// it
/// was not tried, or if the innocent program, or one after it, feels it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {
    private static final String SECRET = "a-secret-of-another";
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10), Duration.ofSeconds(20), 1L << 30, 32L << 20, 64, 256, 64, 65_536, 1 << 20);

    private final Tiers tiers;
    private final Path canary;
    private final Path own;

    AttacksIT() throws IOException, InterruptedException {
        tiers = new Tiers(SECRET);
        canary = tiers.folder().resolve("canary");
        own = tiers.folder().resolve("own");
    }

    @BeforeAll
    void plant() throws IOException {
        Files.writeString(canary, SECRET);
        Files.writeString(own, SECRET);
    }

    @AfterAll
    void close() throws IOException {
        tiers.close();
    }

    Stream<Arguments> attacks() {
        List<Attack> all = Attack.all();
        return Stream.of(Tier.values())
                .flatMap(tier -> all.stream()
                        .filter(attack -> attack.fits(tier.expected()))
                        .map(attack -> Arguments.of(tier, attack)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attacks")
    void everyAttackIsTriedAndStopped(Tier tier, Attack attack) throws IOException, InterruptedException {
        ProcessSandbox sandbox = tiers.at(tier);
        giveOwn(tier);
        try (Bystander bystander = Bystander.in(sandbox, attack.imports(), SECRET)) {
            ProgramResult result = sandbox.run(aimed(attack, tier, bystander));

            assertThat(result.stdout()).as(result.toString()).contains("TRIED").doesNotContain("ESCAPED", "BROKEN");
            assertThat(result.stdout() + result.stderr()).doesNotContain(SECRET);
            assertThat(result.status()).as(result.toString()).isIn(attack.statuses());
            assertThat(sandbox.run(Program.of("print(6 * 7)")).stdout()).isEqualTo("42\n");
            bystander.endsWell();
        }
        assertThat(canary).hasContent(SECRET);
        assertThat(own).hasContent(SECRET);
    }

    private Program aimed(Attack attack, Tier tier, Bystander bystander) throws InterruptedException {
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put("@CANARY@", canary.toString());
        targets.put("@OWN@", own.toString());
        targets.put("@FOLDER@", tiers.folder().toString());
        targets.put("@SOURCES@", tiers.at(tier).sources().toString());
        targets.put("@SECRET@", new StringBuilder(SECRET).reverse().toString());
        targets.put("@BESIDE@", Long.toString(bystander.pid()));
        targets.put("@MINIMAL_ROOT@", tier.expected().equals("B") ? "False" : "True");
        boolean endless = attack.statuses().contains(ProgramStatus.TIMEOUT);
        return Program.of(attack.aimedAt(targets)).with(endless ? LIMITS.withWall(SHORT) : LIMITS);
    }

    /// Landlock would keep a program from it as well.
    @Test
    void whatIsMountedBelowTheMachinesFilesCannotBeWrittenTo() throws IOException, InterruptedException {
        tiers.at(Tier.A_WITHOUT_LANDLOCK);
        SandboxSettings mounted = Tier.A_WITHOUT_LANDLOCK.settings(tiers.folder(), 1, SECRET, Tier.MOUNTED);
        try (ProcessSandbox sandbox = new ProcessSandbox(mounted)) {
            ProgramResult result = sandbox.run(Program.of("""
                    import errno, os
                    place, around = os.stat("/usr/local/lib"), os.stat("/usr")
                    print(oct(place.st_mode & 0o777), place.st_dev != around.st_dev)
                    try:
                        print("ESCAPED", open("/usr/local/lib/planted", "w"))
                    except OSError as error:
                        print("TRIED", error.errno == errno.EROFS)
                    """));

            assertThat(sandbox.tier()).isEqualTo("A-");
            assertThat(result.stdout()).as(result.stderr()).isEqualTo("0o777 True\nTRIED True\n");
        }
    }

    /// A file of the user that programs run as: only a layer, and no permission, keeps them from changing it.
    private void giveOwn(Tier tier) throws IOException {
        if ((int) Files.getAttribute(tiers.folder(), "unix:uid") == 0) {
            Files.setAttribute(own, "unix:uid", tier.user());
        }
    }
}

package io.toolstream.sandbox.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SandboxAssemblyTest {
    @Test
    void noProgramOutlivesTheLockOfItsRequest() {
        SandboxSettings sandbox = SandboxAssembly.sandbox(new Config(Optional.empty()));
        Duration longest = Objects.requireNonNull(Topics.CODE_REQUESTS.group()).longestWork();

        assertThat(sandbox.largest().wall().plus(sandbox.patience().grace())).isEqualTo(longest);
        assertThat(Limits.USUAL.within(sandbox.largest())).isTrue();
        assertThat(Limits.USUAL.withWall(longest).within(sandbox.largest())).isFalse();
    }

    @Test
    void aSupervisorThatListensIsUsedWhereOneIsNamed() {
        Path socket = Path.of("/run/sandbox/socket");

        assertThat(SandboxAssembly.sandbox(new Config(Optional.empty())).socket())
                .isNull();
        assertThat(SandboxAssembly.sandbox(new Config(Optional.of(socket))).socket())
                .isEqualTo(socket);
    }

    private record Config(Optional<Path> socket) implements SandboxConfig {
        @Override
        public int lanes() {
            return 2;
        }

        @Override
        public Duration drain() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Optional<Path> python() {
            return Optional.of(Path.of("/no/python3"));
        }

        @Override
        public List<String> minimum() {
            return List.of("seccomp");
        }

        @Override
        public Optional<Set<String>> without() {
            return Optional.empty();
        }
    }
}

package io.toolstream.boot;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Alive means that the program's thread runs.
@Liveness
@Singleton
final class ProgramAlive implements HealthCheck {
    private final ProgramThread thread;

    ProgramAlive(ProgramThread thread) {
        this.thread = thread;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named(thread.program() + " is alive")
                .status(thread.alive())
                .build();
    }
}

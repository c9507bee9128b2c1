package io.toolstream.boot;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means that the program does its work.
@Readiness
@Singleton
final class ProgramReady implements HealthCheck {
    private final ProgramThread thread;

    ProgramReady(ProgramThread thread) {
        this.thread = thread;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named(thread.program() + " works")
                .status(thread.ready())
                .build();
    }
}

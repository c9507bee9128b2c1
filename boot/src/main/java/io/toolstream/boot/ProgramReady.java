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
        var response = HealthCheckResponse.named(thread.program() + " works").status(thread.ready());
        thread.facts().forEach(response::withData);
        return response.build();
    }
}

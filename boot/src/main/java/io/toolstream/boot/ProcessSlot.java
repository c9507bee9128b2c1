package io.toolstream.boot;

import io.toolstream.boot.settings.Slot;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes the number of this process injectable.
@Singleton
final class ProcessSlot {
    @Produces
    @Singleton
    Slot slot(
            @ConfigProperty(name = Slot.KEY) Optional<Integer> set,
            @ConfigProperty(name = "HOSTNAME", defaultValue = "localhost") String host) {
        return Slot.of(set, host);
    }
}

package io.toolstream.transport.queue;

import java.time.Duration;

/// Which queue is served and how.
///
/// @param topic that holds the work
/// @param group of all who share it, with settings as in `GroupDeclaration.workQueue`
/// @param member names this process in the broker's listings, derived from its slot
/// @param drain how long [Lanes#close()] waits for work in progress before it interrupts it
public record QueueSettings(String topic, String group, String member, Duration drain) {

    /// Settings with 10 s to drain.
    public static QueueSettings of(String topic, String group, String member) {
        return new QueueSettings(topic, group, member, Duration.ofSeconds(10));
    }
}

package io.toolstream.transport.queue;

import io.toolstream.transport.log.LogRecord;

/// A record as a work queue hands it out.
///
/// @param count how often it has been handed out, this time included; above 1 an earlier taker died, failed
///     or was slow
public record Delivery(LogRecord record, int count) {}

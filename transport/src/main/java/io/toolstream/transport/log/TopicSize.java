package io.toolstream.transport.log;

/// How large a topic is.
///
/// @param records offsets between its oldest and its newest record; markers of transactions and records that
///     compaction has removed since count too
public record TopicSize(int partitions, long records) {}

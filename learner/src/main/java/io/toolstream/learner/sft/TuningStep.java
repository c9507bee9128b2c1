package io.toolstream.learner.sft;

/// What one step of tuning did.
///
/// @param step from 1
/// @param epoch from 1
/// @param loss mean over what the batch's assistants wrote, in nats, before the update
/// @param rate learning rate
/// @param tokens of the batch, without padding
public record TuningStep(int step, int epoch, double loss, double rate, long tokens) {}

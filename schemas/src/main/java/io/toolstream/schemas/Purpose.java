package io.toolstream.schemas;

/// What a request is played for; an evaluation never reaches the learner.
public enum Purpose {
    TRAINING,
    EVALUATION
}

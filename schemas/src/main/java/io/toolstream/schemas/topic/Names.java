package io.toolstream.schemas.topic;

/// What the run, its sandbox pool and its data set are called.
public record Names(String run, String pool, String dataset) {
    public Names {
        legal("run", run);
        legal("pool", pool);
        legal("dataset", dataset);
    }

    String fill(String pattern) {
        return pattern.replace("{run}", run).replace("{pool}", pool).replace("{dataset}", dataset);
    }

    private static void legal(String what, String value) {
        if (!value.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new IllegalArgumentException(
                    "%s '%s' cannot be part of a topic name; use 1 to 100 letters, digits, '_' or '-'"
                            .formatted(what, value));
        }
    }
}

package io.toolstream.app.data;

/// A file does not hold what a data set needs; the message names file, place and remedy.
public final class BrokenDatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenDatasetException(String message) {
        super(message);
    }
}

package io.toolstream.app;

/// What `doctor` found out about one thing that Toolstream needs or can use.
///
/// @param subject what was looked at, such as `python`
/// @param present whether it is there and usable
/// @param required whether Toolstream refuses to work without it
/// @param detail the version or place found, or what to do when it is absent
record Finding(String subject, boolean present, boolean required, String detail) {

    /// Whether this finding keeps Toolstream from working.
    boolean blocks() {
        return required && !present;
    }
}

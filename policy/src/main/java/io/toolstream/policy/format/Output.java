package io.toolstream.policy.format;

/// What a program printed, as it stands in an observation.
final class Output {
    private Output() {}

    /// `output` without line ends at its end: the format sets its own.
    static String trimmed(String output) {
        int end = output.length();
        while (end > 0 && (output.charAt(end - 1) == '\n' || output.charAt(end - 1) == '\r')) {
            end--;
        }
        return output.substring(0, end);
    }
}

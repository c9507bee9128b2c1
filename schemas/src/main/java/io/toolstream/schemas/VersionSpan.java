package io.toolstream.schemas;

/// From token `fromToken` of a segment on, up to the next span, `version` of the policy wrote.
public record VersionSpan(int fromToken, long version) {
    public VersionSpan {
        Require.atLeast("VersionSpan.fromToken", fromToken, 0);
        Require.atLeast("VersionSpan.version", version, 0);
    }
}

package io.toolstream.schemas;

/// Which model wrote: hashes of what it consists of, and what is needed to check ids without it.
///
/// @param vocabulary every token id is below it
public record PolicyIdentity(
        String modelHash, String tokenizerHash, String templateHash, String toolFormat, int vocabulary) {
    public PolicyIdentity {
        Require.text("PolicyIdentity.modelHash", modelHash);
        Require.text("PolicyIdentity.tokenizerHash", tokenizerHash);
        Require.text("PolicyIdentity.templateHash", templateHash);
        Require.text("PolicyIdentity.toolFormat", toolFormat);
        Require.atLeast("PolicyIdentity.vocabulary", vocabulary, 1);
    }
}

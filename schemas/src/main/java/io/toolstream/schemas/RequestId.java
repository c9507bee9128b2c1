package io.toolstream.schemas;

/// One asking of one code call; a repeated asking differs in `attempt` and `nonce`.
///
/// @param codeHash SHA-256 of the code in hexadecimal
/// @param nonce    128 random bits in hexadecimal
public record RequestId(TrajectoryId trajectoryId, int attempt, int turn, String codeHash, String nonce) {
    public RequestId {
        Require.atLeast("RequestId.attempt", attempt, 1);
        Require.atLeast("RequestId.turn", turn, 0);
        Require.sha256("RequestId.codeHash", codeHash);
        Require.that(
                nonce.matches("[0-9a-f]{32}"),
                "RequestId.nonce '%s' is not 128 bits in 32 lower-case hexadecimal digits",
                nonce);
    }

    /// The form used as a Kafka key: the parts joined by `/`, the code's hash cut to 16 digits.
    public String key() {
        return "%s/%d/%d/%s/%s".formatted(trajectoryId.value(), attempt, turn, codeHash.substring(0, 16), nonce);
    }

    @Override
    public String toString() {
        return key();
    }
}

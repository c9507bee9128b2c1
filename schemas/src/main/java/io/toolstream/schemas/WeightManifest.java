package io.toolstream.schemas;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One published version of the policy: where its bytes lie and what they must hash to.
///
/// @param base        the version a delta applies to, `version - 1`; absent for a keyframe
/// @param weightsHash SHA-256 of the bf16 weights of this version in canonical order
/// @param blobs       at least the weights; a keyframe of version 0 also has configuration, tokenizer and template
public record WeightManifest(
        RunId runId,
        long version,
        Kind kind,
        @Nullable Long base,
        PolicyIdentity policy,
        String dtype,
        String weightsHash,
        List<Blob> blobs,
        Instant published) {
    public WeightManifest {
        Require.atLeast("WeightManifest.version", version, 0);
        Require.that(
                kind == Kind.KEYFRAME ? base == null : base != null && base == version - 1,
                "WeightManifest %d is a %s on base %s; a delta stands on the version before, a keyframe on none",
                version,
                kind,
                base);
        Require.that(version > 0 || kind == Kind.KEYFRAME, "WeightManifest 0 must be a keyframe");
        Require.text("WeightManifest.dtype", dtype);
        Require.sha256("WeightManifest.weightsHash", weightsHash);
        blobs = List.copyOf(blobs);
        Require.that(
                blobs.stream().anyMatch(blob -> blob.role() == Role.WEIGHTS),
                "WeightManifest %d names no blob of weights",
                version);
        published = Require.micros(published);
    }

    /// All weights, or what changed.
    public enum Kind {
        KEYFRAME,
        DELTA
    }

    /// What a blob holds.
    public enum Role {
        WEIGHTS,
        CONFIG,
        TOKENIZER,
        TEMPLATE
    }

    /// Bytes in a blob store.
    ///
    /// @param location as the store that wrote it names it
    /// @param size     in bytes
    public record Blob(Role role, String location, String sha256, long size) {
        public Blob {
            Require.text("Blob.location", location);
            Require.sha256("Blob.sha256", sha256);
            Require.atLeast("Blob.size", size, 0);
        }
    }
}

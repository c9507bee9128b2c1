package io.toolstream.transport.blob;

import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;

/// Keeps bytes that are too large for a record. What is stored is seen by others only through a record that names it.
public interface BlobStore {
    /// Stores `content` durably.
    ///
    /// @throws BlobUnavailableException if it could not be stored; the call may be repeated
    Blob put(Role role, byte[] content) throws InterruptedException;

    /// The bytes of `blob`, checked against its size and hash.
    ///
    /// @throws BlobUnavailableException if the store does not answer, or does not hold it whole
    byte[] get(Blob blob) throws InterruptedException;
}

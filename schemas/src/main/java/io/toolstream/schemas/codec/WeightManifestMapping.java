package io.toolstream.schemas.codec;

import io.toolstream.schemas.RunId;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.avro.BlobMessage;
import io.toolstream.schemas.avro.BlobRoleSymbol;
import io.toolstream.schemas.avro.WeightKindSymbol;
import io.toolstream.schemas.avro.WeightManifestMessage;
import org.apache.avro.Schema;

/// `weights`.
final class WeightManifestMapping implements Mapping<WeightManifest, WeightManifestMessage> {
    @Override
    public Class<WeightManifest> type() {
        return WeightManifest.class;
    }

    @Override
    public Schema schema() {
        return WeightManifestMessage.getClassSchema();
    }

    @Override
    public WeightManifestMessage write(WeightManifest v) {
        return WeightManifestMessage.newBuilder()
                .setRunId(v.runId().value())
                .setVersion(v.version())
                .setKind(WeightKindSymbol.valueOf(v.kind().name()))
                .setBase(v.base())
                .setPolicy(Parts.write(v.policy()))
                .setDtype(v.dtype())
                .setWeightsHash(v.weightsHash())
                .setBlobs(v.blobs().stream()
                        .map(b -> new BlobMessage(
                                BlobRoleSymbol.valueOf(b.role().name()), b.location(), b.sha256(), b.size()))
                        .toList())
                .setPublishedMicros(Stamps.micros(v.published()))
                .build();
    }

    @Override
    public WeightManifest read(WeightManifestMessage m) {
        return new WeightManifest(
                new RunId(m.getRunId()),
                m.getVersion(),
                WeightManifest.Kind.valueOf(m.getKind().name()),
                m.getBase(),
                Parts.read(m.getPolicy()),
                m.getDtype(),
                m.getWeightsHash(),
                m.getBlobs().stream()
                        .map(b -> new WeightManifest.Blob(
                                WeightManifest.Role.valueOf(b.getRole().name()),
                                b.getLocation(),
                                b.getSha256(),
                                b.getSize()))
                        .toList(),
                Stamps.instant(m.getPublishedMicros()));
    }
}

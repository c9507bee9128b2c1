package io.toolstream.schemas.codec;

import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.avro.ParentMessage;
import io.toolstream.schemas.avro.RunManifestMessage;
import io.toolstream.schemas.avro.RunStateSymbol;
import org.apache.avro.Schema;

/// `runs`.
final class RunManifestMapping implements Mapping<RunManifest, RunManifestMessage> {
    @Override
    public Class<RunManifest> type() {
        return RunManifest.class;
    }

    @Override
    public Schema schema() {
        return RunManifestMessage.getClassSchema();
    }

    @Override
    public RunManifestMessage write(RunManifest v) {
        RunManifest.Parent parent = v.parent();
        return RunManifestMessage.newBuilder()
                .setRunId(v.runId().value())
                .setState(RunStateSymbol.valueOf(v.state().name()))
                .setSettings(v.settings())
                .setCodeVersion(v.codeVersion())
                .setPolicy(Parts.write(v.policy()))
                .setDataset(v.dataset())
                .setDatasetHash(v.datasetHash())
                .setParent(
                        parent == null ? null : new ParentMessage(parent.runId().value(), parent.version()))
                .setReason(v.reason())
                .setCreatedMicros(Stamps.micros(v.created()))
                .setChangedMicros(Stamps.micros(v.changed()))
                .build();
    }

    @Override
    public RunManifest read(RunManifestMessage m) {
        ParentMessage parent = m.getParent();
        return new RunManifest(
                new RunId(m.getRunId()),
                RunManifest.State.valueOf(m.getState().name()),
                m.getSettings(),
                m.getCodeVersion(),
                Parts.read(m.getPolicy()),
                m.getDataset(),
                m.getDatasetHash(),
                parent == null ? null : new RunManifest.Parent(new RunId(parent.getRunId()), parent.getVersion()),
                m.getReason(),
                Stamps.instant(m.getCreatedMicros()),
                Stamps.instant(m.getChangedMicros()));
    }
}

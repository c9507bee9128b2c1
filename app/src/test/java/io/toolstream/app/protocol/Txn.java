package io.toolstream.app.protocol;

import java.util.ArrayList;
import java.util.List;

/// A transaction. It is decided at one moment; the logs it touched learn of that one by one.
final class Txn {
    private final List<SimLog<?>> logs = new ArrayList<>();
    private boolean decided;
    private boolean committed;

    void touches(SimLog<?> log) {
        if (!logs.contains(log)) {
            logs.add(log);
        }
    }

    void decide(boolean commit) {
        if (decided) {
            throw new IllegalStateException("decided twice");
        }
        decided = true;
        committed = commit;
    }

    boolean decided() {
        return decided;
    }

    boolean committed() {
        return committed;
    }

    /// The logs that do not know yet; the caller takes from it.
    List<SimLog<?>> logs() {
        return logs;
    }
}

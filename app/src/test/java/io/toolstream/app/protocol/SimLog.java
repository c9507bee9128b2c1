package io.toolstream.app.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One partition, as read_committed readers see it: nothing at or after the first record of a transaction that is not
/// settled here, and nothing of aborted ones. Markers take an offset each, so offsets have gaps.
final class SimLog<T> {
    private final List<Entry<T>> entries = new ArrayList<>();
    private final Map<Txn, Long> unsettled = new LinkedHashMap<>();

    /// A record or, without a value, a marker.
    record Entry<T>(
            long offset, @Nullable T value, @Nullable Txn txn, Instant at) {
        boolean visible() {
            return value != null && (txn == null || txn.committed());
        }
    }

    /// @param txn the transaction it belongs to; absent for one on its own
    long append(T value, @Nullable Txn txn, Instant at) {
        long offset = entries.size();
        if (txn != null) {
            unsettled.putIfAbsent(txn, offset);
            txn.touches(this);
        }
        entries.add(new Entry<>(offset, value, txn, at));
        return offset;
    }

    void settle(Txn txn, Instant at) {
        if (unsettled.remove(txn) != null) {
            entries.add(new Entry<>(entries.size(), null, txn, at));
        }
    }

    /// The offset of the next record.
    long nextOffset() {
        return entries.size();
    }

    /// The offset up to which readers may read.
    long end() {
        return unsettled.isEmpty()
                ? entries.size()
                : unsettled.values().iterator().next();
    }

    /// The first visible record from `offset` on.
    @Nullable Entry<T> next(long offset) {
        long end = end();
        for (long i = offset; i < end; i++) {
            Entry<T> entry = entries.get((int) i);
            if (entry.visible()) {
                return entry;
            }
        }
        return null;
    }

    /// All visible records.
    List<Entry<T>> all() {
        List<Entry<T>> all = new ArrayList<>();
        for (Entry<T> entry = next(0); entry != null; entry = next(entry.offset() + 1)) {
            all.add(entry);
        }
        return all;
    }
}

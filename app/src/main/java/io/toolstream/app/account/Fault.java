package io.toolstream.app.account;

/// One place where a run breaks a rule.
///
/// @param detail names the record and what is wrong with it
public record Fault(Invariant invariant, String detail) {
    @Override
    public String toString() {
        return "%s %s: %s".formatted(invariant.id(), invariant, detail);
    }
}

package io.toolstream.grading;

/// Ends a grading that is over its step budget; reward functions turn it into [Verdict#UNDECIDED].
final class BudgetSpentException extends RuntimeException {
    BudgetSpentException(String message) {
        super(message, null, false, false);
    }
}

package io.toolstream.grading;

/// Counts the elementary steps of one grading and ends it when too many were made.
///
/// Steps stand in for a clock: the same answer spends the same steps on every machine, so a grade never
/// depends on load, and a replay obtains the same verdict. Not thread safe; one budget serves one grading.
public final class StepBudget {
    private final long limit;
    private long spent;

    private StepBudget(long limit) {
        this.limit = limit;
    }

    /// A fresh budget of `limit` steps.
    ///
    /// @throws IllegalArgumentException if the limit is not positive
    public static StepBudget of(long limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("step budget is " + limit + "; give a positive number of steps");
        }
        return new StepBudget(limit);
    }

    /// Steps spent so far.
    public long spent() {
        return spent;
    }

    /// Spends `steps`; a reader of n characters spends n.
    ///
    /// @throws BudgetSpentException when the limit is passed
    void spend(long steps) {
        spent += steps;
        if (spent > limit) {
            throw new BudgetSpentException("grading needs more than " + limit + " steps");
        }
    }
}

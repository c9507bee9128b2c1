package io.toolstream.app.report;

import java.util.List;

/// All that a report shows of a run: plain figures, whoever measured them. A list may be empty and a figure may be
/// null where it was not measured; the page says so or leaves the part out.
///
/// @param title of the page
/// @param facts about the run, in the order shown
/// @param arms curves; the first is the run itself, a control arm follows
/// @param evaluations held-out accuracy of the base, the cold start and what training made of it
/// @param behaviour how responses used code, by policy version
/// @param families held-out accuracy of each family of problems
/// @param samples trajectories worth reading
/// @param accounts what the run's records add up to, and what its programs took
public record DemoResult(
        String title,
        List<Fact> facts,
        List<Arm> arms,
        List<Evaluation> evaluations,
        List<Behaviour> behaviour,
        List<FamilyRow> families,
        List<SampleTrajectory> samples,
        List<AccountTable> accounts) {

    /// Copies the lists.
    public DemoResult {
        facts = List.copyOf(facts);
        arms = List.copyOf(arms);
        evaluations = List.copyOf(evaluations);
        behaviour = List.copyOf(behaviour);
        families = List.copyOf(families);
        samples = List.copyOf(samples);
        accounts = List.copyOf(accounts);
    }

    /// A named fact.
    ///
    /// @param name such as "problem seed"
    /// @param value as it is shown
    public record Fact(String name, String value) {}

    /// The curve of one run.
    ///
    /// @param name shown in legends, such as "with tools"
    /// @param steps in order
    public record Arm(String name, List<StepPoint> steps) {
        /// Copies the steps.
        public Arm {
            steps = List.copyOf(steps);
        }
    }

    /// The accuracy of one family of problems.
    ///
    /// @param family its name
    /// @param problems asked
    /// @param before share of right samples before training
    /// @param after share of right samples after it
    public record FamilyRow(String family, int problems, double before, double after) {}

    /// A table of facts that belong together, such as "records" or "memory".
    ///
    /// @param title of the table
    /// @param facts in the order shown
    public record AccountTable(String title, List<Fact> facts) {
        /// Copies the facts.
        public AccountTable {
            facts = List.copyOf(facts);
        }
    }
}

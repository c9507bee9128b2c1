package io.toolstream.trajectories.boot;

import io.smallrye.common.annotation.Blocking;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.trajectories.stream.Figures;
import io.toolstream.trajectories.stream.GroupLog;
import io.toolstream.trajectories.view.BehaviourView;
import io.toolstream.trajectories.view.EvaluationView;
import io.toolstream.trajectories.view.GroupView;
import io.toolstream.trajectories.view.QueueView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The service's figures as JSON. Nothing is changed from here.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Singleton
public final class FiguresResource {
    private static final int MOST_GROUPS = 1_000;

    private final TrajectoriesAssembly assembly;

    FiguresResource(TrajectoriesAssembly assembly) {
        this.assembly = assembly;
    }

    /// Behaviour by policy version, ascending.
    public record Versions(List<BehaviourView> versions) {}

    /// One minute of one version.
    ///
    /// @param start ISO 8601
    public record Window(String start, BehaviourView behaviour) {}

    /// Behaviour by minute and version.
    public record Windows(List<Window> windows) {}

    /// Groups in their order, and what to give as `after` for those that follow.
    public record Groups(List<GroupView> groups, long next) {}

    /// Evaluations by set and version.
    public record Evaluations(List<EvaluationView> evaluations) {}

    /// The queues that workers work off.
    public record Queues(List<QueueView> queues) {}

    /// All versions, or the one that is named.
    @GET
    @Path("behaviour")
    public Versions behaviour(@QueryParam("version") @Nullable Long version) {
        Figures figures = assembly.figures();
        List<BehaviourReport> reports = version == null
                ? figures.behaviour()
                : figures.behaviour(version).stream().toList();
        return new Versions(reports.stream().map(BehaviourView::of).toList());
    }

    /// The windows that start in `[from, to)`, both ISO 8601; all that are kept where they are absent.
    @GET
    @Path("behaviour/windows")
    public Windows windows(@QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        return new Windows(
                assembly.figures().windows(instant("from", from, Instant.EPOCH), instant("to", to, LATEST)).stream()
                        .map(window -> new Window(window.start().toString(), BehaviourView.of(window.sums())))
                        .toList());
    }

    /// At most `limit` groups behind the offset `after`.
    @GET
    @Path("groups")
    public Groups groups(
            @QueryParam("after") @DefaultValue("-1") long after, @QueryParam("limit") @DefaultValue("100") int limit) {
        if (after < -1 || limit < 1 || limit > MOST_GROUPS) {
            throw new BadRequestException(
                    "after is %d and limit %d; give at least -1, and 1 to %d".formatted(after, limit, MOST_GROUPS));
        }
        List<GroupLog.Entry> entries = assembly.groups().after(after, limit);
        return new Groups(
                entries.stream()
                        .map(entry -> GroupView.of(entry.offset(), entry.group()))
                        .toList(),
                entries.isEmpty() ? after : entries.getLast().offset());
    }

    /// The newest report of every set and version.
    @GET
    @Path("evaluations")
    public Evaluations evaluations() {
        return new Evaluations(assembly.figures().evaluations().stream()
                .map(EvaluationView::of)
                .toList());
    }

    /// How far behind the workers are, for autoscalers.
    @GET
    @Path("lag")
    public Queues lag() throws InterruptedException {
        return new Queues(assembly.queues().look().stream().map(QueueView::of).toList());
    }

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private static Instant instant(String name, @Nullable String given, Instant otherwise) {
        try {
            return given == null ? otherwise : Instant.parse(given);
        } catch (DateTimeParseException _) {
            throw new BadRequestException(
                    "%s is '%s'; give a time such as 2026-01-31T12:00:00Z".formatted(name, given));
        }
    }
}

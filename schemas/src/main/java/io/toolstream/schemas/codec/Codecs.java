package io.toolstream.schemas.codec;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.WeightChunk;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import java.util.List;

/// The codec of every record that stands on a topic.
///
/// @param runManifests of [RunManifest]
/// @param problems of [Problem]
/// @param answers of [Answer]
/// @param rolloutRequests of [RolloutRequest]
/// @param workerBeats of [WorkerBeat]
/// @param codeRequests of [CodeRequest]
/// @param codeResults of [CodeResult]
/// @param trajectories of [Trajectory]
/// @param trajectoryGroups of [TrajectoryGroup]
/// @param behaviourReports of [BehaviourReport]
/// @param weightManifests of [WeightManifest]
/// @param weightChunks of [WeightChunk]
/// @param stepReports of [StepReport]
/// @param evaluationReports of [EvaluationReport]
/// @param deadLetters of [DeadLetter]
public record Codecs(
        Codec<RunManifest> runManifests,
        Codec<Problem> problems,
        Codec<Answer> answers,
        Codec<RolloutRequest> rolloutRequests,
        Codec<WorkerBeat> workerBeats,
        Codec<CodeRequest> codeRequests,
        Codec<CodeResult> codeResults,
        Codec<Trajectory> trajectories,
        Codec<TrajectoryGroup> trajectoryGroups,
        Codec<BehaviourReport> behaviourReports,
        Codec<WeightManifest> weightManifests,
        Codec<WeightChunk> weightChunks,
        Codec<StepReport> stepReports,
        Codec<EvaluationReport> evaluationReports,
        Codec<DeadLetter> deadLetters) {
    /// Codecs that know this build's schemas and ask `unknown` for others.
    public static Codecs with(SchemaSource unknown) {
        var runManifest = new RunManifestMapping();
        var problem = new ProblemMapping();
        var answer = new AnswerMapping();
        var rolloutRequest = new RolloutRequestMapping();
        var workerBeat = new WorkerBeatMapping();
        var codeRequest = new CodeRequestMapping();
        var codeResult = new CodeResultMapping();
        var trajectory = new TrajectoryMapping();
        var trajectoryGroup = new TrajectoryGroupMapping();
        var behaviourReport = new BehaviourReportMapping();
        var weightManifest = new WeightManifestMapping();
        var weightChunk = new WeightChunkMapping();
        var stepReport = new StepReportMapping();
        var evaluationReport = new EvaluationReportMapping();
        var deadLetter = new DeadLetterMapping();
        var schemas = new WriterSchemas(
                List.of(
                        runManifest.schema(),
                        problem.schema(),
                        answer.schema(),
                        rolloutRequest.schema(),
                        workerBeat.schema(),
                        codeRequest.schema(),
                        codeResult.schema(),
                        trajectory.schema(),
                        trajectoryGroup.schema(),
                        behaviourReport.schema(),
                        weightManifest.schema(),
                        weightChunk.schema(),
                        stepReport.schema(),
                        evaluationReport.schema(),
                        deadLetter.schema()),
                unknown);
        return new Codecs(
                new Codec<>(runManifest, schemas),
                new Codec<>(problem, schemas),
                new Codec<>(answer, schemas),
                new Codec<>(rolloutRequest, schemas),
                new Codec<>(workerBeat, schemas),
                new Codec<>(codeRequest, schemas),
                new Codec<>(codeResult, schemas),
                new Codec<>(trajectory, schemas),
                new Codec<>(trajectoryGroup, schemas),
                new Codec<>(behaviourReport, schemas),
                new Codec<>(weightManifest, schemas),
                new Codec<>(weightChunk, schemas),
                new Codec<>(stepReport, schemas),
                new Codec<>(evaluationReport, schemas),
                new Codec<>(deadLetter, schemas));
    }

    /// All codecs, in the order of the topics.
    public List<Codec<?>> all() {
        return List.of(
                runManifests,
                problems,
                answers,
                rolloutRequests,
                workerBeats,
                codeRequests,
                codeResults,
                trajectories,
                trajectoryGroups,
                behaviourReports,
                weightManifests,
                weightChunks,
                stepReports,
                evaluationReports,
                deadLetters);
    }

    /// What this build writes with; stands on the topic `schemas` before the first record does.
    public List<WriterSchema> writerSchemas() {
        return all().stream().<WriterSchema>map(Codec::writerSchema).toList();
    }
}

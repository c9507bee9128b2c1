package io.toolstream.trajectories.boot;

import io.toolstream.trajectories.stream.NotReadyException;
import io.toolstream.transport.log.LogUnavailableException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// How a question that cannot be answered is answered: the reason in one sentence, as JSON.
final class Refusals {
    /// The reason.
    public record Refusal(String error) {}

    @ServerExceptionMapper
    Response notReady(NotReadyException failure) {
        return refusal(Response.Status.SERVICE_UNAVAILABLE, failure);
    }

    @ServerExceptionMapper
    Response unavailable(LogUnavailableException failure) {
        return refusal(Response.Status.SERVICE_UNAVAILABLE, failure);
    }

    @ServerExceptionMapper
    Response wrong(BadRequestException failure) {
        return refusal(Response.Status.BAD_REQUEST, failure);
    }

    private static Response refusal(Response.Status status, RuntimeException failure) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Refusal(String.valueOf(failure.getMessage())))
                .build();
    }
}

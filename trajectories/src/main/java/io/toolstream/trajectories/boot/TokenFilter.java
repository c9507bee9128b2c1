package io.toolstream.trajectories.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Lets those ask for figures who know the token, where one is set. Health and metrics are not behind it.
@Provider
public final class TokenFilter implements ContainerRequestFilter {
    private final Instance<TrajectoriesConfig> config;

    /// @param config asked at each request: filters are made before settings are read
    TokenFilter(Instance<TrajectoriesConfig> config) {
        this.config = config;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String expected = config.get().token().map(token -> "Bearer " + token).orElse(null);
        if (expected != null && !allows(expected, request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.abortWith(Response.status(Response.Status.UNAUTHORIZED)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(new Refusals.Refusal(
                            "send the token of trajectories.token as 'Authorization: Bearer TOKEN'"))
                    .build());
        }
    }

    /// Takes the same time wherever the two differ.
    static boolean allows(String expected, @Nullable String given) {
        return given != null && MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }
}

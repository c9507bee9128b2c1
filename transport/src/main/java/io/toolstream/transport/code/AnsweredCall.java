package io.toolstream.transport.code;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;

/// A code call with the asking that was answered.
///
/// @param request the asking
/// @param result what came of it
public record AnsweredCall(CodeRequest request, CodeResult result) {

    /// Checks that the two belong together.
    ///
    /// @throws IllegalArgumentException if the result answers another request
    public AnsweredCall {
        if (!result.answers(request)) {
            throw new IllegalArgumentException(
                    "result of " + result.requestId() + " does not answer request " + request.requestId());
        }
    }
}

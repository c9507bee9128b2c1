package io.toolstream.trajectories.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenFilterTest {
    @Test
    void onlyTheTokenItselfIsLetThrough() {
        assertThat(TokenFilter.allows("Bearer abc", "Bearer abc")).isTrue();
        assertThat(TokenFilter.allows("Bearer abc", "Bearer ab")).isFalse();
        assertThat(TokenFilter.allows("Bearer abc", "abc")).isFalse();
        assertThat(TokenFilter.allows("Bearer abc", "")).isFalse();
        assertThat(TokenFilter.allows("Bearer abc", null)).isFalse();
    }
}

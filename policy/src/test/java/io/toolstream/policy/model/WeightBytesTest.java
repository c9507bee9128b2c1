package io.toolstream.policy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightBytesTest {
    private static final ModelConfig CONFIG = new ModelConfig(11, 8, 12, 1, 2, 1, 1e-6, 10_000, true);

    @Test
    void roundingIsToTheNearestAndOfTiesToTheEvenOne() {
        // 1 + 2^-8 lies half-way between 1 and 1 + 2^-7; 1 + 3·2^-8 half-way between 1 + 2^-7 and 1 + 2^-6.
        float[] values = {1f, 1f + 0x1p-8f, 1f + 0x3p-8f, 1f + 0x1.1p-8f, -2.5f, Float.MAX_VALUE, Float.NaN};
        byte[] bytes = WeightBytes.encode(Map.of("x", values));

        assertThat(bytes)
                .containsExactly(0x80, 0x3F, 0x80, 0x3F, 0x82, 0x3F, 0x81, 0x3F, 0x20, 0xC0, 0x80, 0x7F, 0xC0, 0x7F);
    }

    @Test
    void whatWasEncodedDecodesToTheRoundedValuesAndEncodesToTheSameBytes() {
        Random random = new Random(3);
        Map<String, float[]> named = new LinkedHashMap<>();
        for (Weight weight : Weight.of(CONFIG)) {
            float[] values = new float[weight.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            named.put(weight.name(), values);
        }
        byte[] bytes = WeightBytes.encode(named);
        Map<String, float[]> back = WeightBytes.decode(CONFIG, bytes);

        assertThat(WeightBytes.encode(back)).isEqualTo(bytes);
        assertThat(back.keySet()).containsExactlyElementsOf(named.keySet());
        back.forEach((name, values) -> {
            float[] original = named.getOrDefault(name, new float[0]);
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(values[i] - original[i])).isLessThanOrEqualTo(Math.abs(original[i]) * 0x1p-8f);
            }
        });
        assertThatThrownBy(() -> WeightBytes.decode(CONFIG, new byte[3])).hasMessageContaining("3 bytes");
    }
}

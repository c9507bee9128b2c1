package io.toolstream.policy.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;

/// Writes JSON as Python's `json.dumps(value, ensure_ascii=False)` does, which is what chat templates are
/// made with.
final class PythonJson {
    private static final double LEAST_PLAIN = 1e-4;
    private static final double LEAST_EXPONENT = 1e16;

    private PythonJson() {}

    static ObjectMapper mapper() {
        SimpleModule numbers = new SimpleModule();
        numbers.addSerializer(Double.class, new PythonDouble());
        return JsonMapper.builder()
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .defaultPrettyPrinter(new PythonSeparators())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .addModule(numbers)
                .build();
    }

    /// `repr` of a finite number.
    static String number(double value) {
        String shortest = Double.toString(value);
        double size = Math.abs(value);
        if (size == 0 || (size >= LEAST_PLAIN && size < LEAST_EXPONENT)) {
            String plain = size == 0
                    ? shortest
                    : new BigDecimal(shortest).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        int mark = shortest.indexOf('E');
        String digits = shortest.substring(0, mark);
        int exponent = Integer.parseInt(shortest.substring(mark + 1));
        String mantissa = digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
        return mantissa + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static final class PythonDouble extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        PythonDouble() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.isInfinite() || value.isNaN()) {
                out.writeNumber(value.isNaN() ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            } else {
                out.writeNumber(number(value));
            }
        }
    }

    private static final class PythonSeparators extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}

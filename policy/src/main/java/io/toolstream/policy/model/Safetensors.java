package io.toolstream.policy.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Reads and writes `.safetensors` files: a header of JSON, then the tensors as little-endian bytes. Tensors of
/// 32-bit
/// floats and of bfloat16 are read, each mapped on its own, so that a file may exceed 2 GiB; floats are
/// written.
final class Safetensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADER_BYTES_MAX = 100 << 20;

    private final Path file;
    private final JsonNode header;
    private final long dataFrom;

    private Safetensors(Path file, JsonNode header, long dataFrom) {
        this.file = file;
        this.header = header;
        this.dataFrom = dataFrom;
    }

    static Safetensors open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            fill(channel, length, file);
            long bytes = length.flip().getLong();
            if (bytes < 2 || bytes > HEADER_BYTES_MAX || bytes > channel.size() - 8) {
                throw new IOException(file + " is not a safetensors file: its header claims " + bytes + " bytes");
            }
            ByteBuffer header = ByteBuffer.allocate((int) bytes);
            fill(channel, header, file);
            return new Safetensors(file, JSON.readTree(header.array()), 8 + bytes);
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, Path file) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException(file + " ends early; fetch the model again");
            }
        }
    }

    /// The elements of tensor `name`.
    ///
    /// @throws IOException if it is absent, of another shape or of a type that is not read
    float[] read(String name, List<Integer> shape) throws IOException {
        JsonNode entry = header.path(name);
        if (entry.isMissingNode()) {
            throw new IOException(file + " holds no tensor '" + name + "'; the model directory is incomplete");
        }
        JsonNode wanted = JSON.valueToTree(shape);
        if (!entry.path("shape").equals(wanted)) {
            throw new IOException(
                    file + ": tensor '" + name + "' has shape " + entry.path("shape") + ", config.json says " + wanted);
        }
        int elements = shape.stream().reduce(1, Math::multiplyExact);
        String type = entry.path("dtype").asText();
        int size = switch (type) {
            case "F32" -> Float.BYTES;
            case "BF16" -> Short.BYTES;
            default ->
                throw new IOException(file + ": tensor '" + name + "' has type " + type + "; F32 and BF16 are read");
        };
        long from = entry.path("data_offsets").path(0).asLong();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer data = channel.map(FileChannel.MapMode.READ_ONLY, dataFrom + from, (long) elements * size)
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[elements];
            if (size == Float.BYTES) {
                data.asFloatBuffer().get(values);
            } else {
                for (int i = 0; i < elements; i++) {
                    values[i] = Float.intBitsToFloat(data.getShort(2 * i) << 16);
                }
            }
            return values;
        }
    }

    /// Writes `tensors` in their order.
    static void write(Path file, Map<Weight, float[]> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (Map.Entry<Weight, float[]> tensor : tensors.entrySet()) {
            long end = offset + (long) tensor.getValue().length * Float.BYTES;
            ObjectNode entry = header.putObject(tensor.getKey().name());
            entry.put("dtype", "F32")
                    .set("shape", JSON.valueToTree(tensor.getKey().shape()));
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String text = header.toString();
        byte[] head = (text + " ".repeat((8 - text.length() % 8) % 8)).getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(
                    channel,
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(head.length)
                            .flip());
            write(channel, ByteBuffer.wrap(head));
            for (float[] values : tensors.values()) {
                ByteBuffer data =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                data.asFloatBuffer().put(values);
                write(channel, data);
            }
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

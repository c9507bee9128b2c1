package io.toolstream.policy.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a TorchScript archive: a stored zip of the source of one class and the pickled module, whose
/// attributes are
/// empty lists of tensors that a method of the script fills.
public final class TorchArchive {
    private static final byte[] EMPTY_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private TorchArchive() {}

    /// The archive of class `name`, whose body is `source` and whose tensor-list attributes are `lists`.
    public static byte[] of(String name, String source, List<String> lists) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "archive/data.pkl", pickle(name, lists));
            put(zip, "archive/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "archive/constants.pkl", EMPTY_CONSTANTS);
            put(zip, "archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /// Pickle protocol 2: the class, an empty instance, and its state as a dictionary.
    private static byte[] pickle(String name, List<String> lists) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x80, 2});
        out.write(("c__torch__\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        out.write(new byte[] {')', (byte) 0x81, '}', '('});
        text(out, "training");
        out.write(0x88);
        for (String list : lists) {
            text(out, list);
            out.write("ctorch.jit._pickle\nbuild_tensorlist\n]".getBytes(StandardCharsets.UTF_8));
            out.write(new byte[] {(byte) 0x85, 'R'});
        }
        out.write(new byte[] {'u', 'b', '.'});
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(encoded.length)
                .array());
        out.write(encoded);
    }
}

package understudy.lab;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of some table, as a snapshot keeps it.
 *
 * @param values by column: a text, a whole number, a truth value, bytes, a moment or nothing
 */
record KeptRow(String table, Map<String, @Nullable Object> values) {

    private static final int NOTHING = 0;
    private static final int TEXT = 1;
    private static final int NUMBER = 2;
    private static final int FLAG = 3;
    private static final int BYTES = 4;
    private static final int MOMENT = 5;

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(table);
            out.writeInt(values.size());
            for (Map.Entry<String, @Nullable Object> column : values.entrySet()) {
                out.writeUTF(column.getKey());
                write(out, column.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static KeptRow of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String table = in.readUTF();
            int columns = in.readInt();
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < columns; i++) {
                values.put(in.readUTF(), read(in));
            }
            return new KeptRow(table, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(NOTHING);
        } else if (value instanceof String text) {
            out.writeByte(TEXT);
            write(out, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Long number) {
            out.writeByte(NUMBER);
            out.writeLong(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte(FLAG);
            out.writeBoolean(flag);
        } else if (value instanceof byte[] content) {
            out.writeByte(BYTES);
            write(out, content);
        } else if (value instanceof Instant moment) {
            out.writeByte(MOMENT);
            out.writeLong(moment.getEpochSecond());
            out.writeInt(moment.getNano());
        } else {
            throw new IllegalArgumentException("no snapshot can keep a " + value.getClass());
        }
    }

    private static void write(DataOutputStream out, byte[] content) throws IOException {
        out.writeInt(content.length);
        out.write(content);
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case NOTHING -> null;
            case TEXT -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            case NUMBER -> in.readLong();
            case FLAG -> in.readBoolean();
            case BYTES -> in.readNBytes(in.readInt());
            case MOMENT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            default -> throw new IOException("a snapshot holds a value of kind " + kind);
        };
    }
}

package understudy.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.tenant.Tenant;

/** Every letter as one line of JSON at the end of a file, which only its owner may read: it holds codes. */
public final class FileCarrier implements Carrier {

    private static final String NAME = "file";
    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path file;

    /** @throws ConfigurationError when it cannot be written, or is there and others may read it */
    public FileCarrier(Path file) {
        this.file = file;
        if (!isWritable(file)) {
            throw new ConfigurationError("the message file " + file
                    + " cannot be written: see that its folder is there and may be written to, or name another with"
                    + " --message-file");
        }
        if (isForOthers(file)) {
            throw new ConfigurationError(
                    "the message file " + file + " holds codes, and others than its owner may read or"
                            + " write it: chmod 600 " + file + ", or name another with --message-file");
        }
    }

    private static boolean isWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return Files.exists(file)
                ? !Files.isDirectory(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    }

    private static boolean isForOthers(Path file) {
        try {
            return IS_POSIX && Files.isRegularFile(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return false; // writing to it will say what is wrong
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takes(String channel) {
        return true;
    }

    @Override
    public void carry(Tenant tenant, Letter letter) throws Undeliverable {
        byte[] line = (Json.text(LetterBody.of(tenant, letter)) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            append(line);
        } catch (IOException e) {
            throw Undeliverable.by(
                    NAME,
                    "the file " + file + " cannot be written: " + e.getClass().getSimpleName(),
                    "see that its folder is there and may be written to, or name another with --message-file");
        }
    }

    /** One at a time, and each whole: other processes may append to it as well. */
    private synchronized void append(byte[] line) throws IOException {
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                forOwnerOnly())) {
            ByteBuffer left = ByteBuffer.wrap(line);
            while (left.hasRemaining()) {
                out.write(left);
            }
        }
    }

    private static FileAttribute<?>[] forOwnerOnly() {
        return IS_POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

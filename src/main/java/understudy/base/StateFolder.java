package understudy.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** The folder that outlives a process: local CA, spare signing keys, secret key. Only its owner may read it. */
public final class StateFolder {

    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private final Path folder;

    public StateFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    public Path path(String name) {
        return folder.resolve(name);
    }

    /** The file's bytes; when there is none yet, what {@code maker} makes, kept. Of two processes at once the first one's stays. */
    public byte[] readOrMake(String name, Supplier<byte[]> maker) {
        Path file = path(name);
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            byte[] made = maker.get();
            return createOnce(file, made) ? made : Files.readAllBytes(file);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Writes the file whole or not at all, replacing what was there. */
    public void replace(String name, byte[] content) {
        try {
            Path written = writeAside(path(name), content);
            Files.move(written, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the state folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Runs {@code work} while no other process that asks for the same lock does. */
    public <T> T exclusively(String lock, Supplier<T> work) {
        try {
            makeFolder();
            synchronized (StateFolder.class) { // a file lock is held by the whole JVM: threads need one of their own
                try (FileChannel channel =
                                FileChannel.open(path(lock), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var held = channel.lock()) {
                    return work.get();
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Named with its kind: most failures of files have no other message than the path. */
    private UncheckedIOException unusable(IOException e) {
        String what = e.getClass().getSimpleName() + ": " + e.getMessage();
        return new UncheckedIOException(
                "cannot use the state folder " + folder + " (" + what + "); choose another with --state", e);
    }

    private boolean createOnce(Path file, byte[] content) throws IOException {
        Path written = writeAside(file, content);
        try {
            Files.createLink(file, written); // fails if there, unlike a move: the first writer wins
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            Files.copy(written, file);
            return true;
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private Path writeAside(Path file, byte[] content) throws IOException {
        makeFolder();
        Path aside = Files.createTempFile(folder, "." + file.getFileName(), ".new", ownerOnly("rw-------"));
        Files.write(aside, content);
        return aside;
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

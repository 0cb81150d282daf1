package dev.coracle.apiserver.timeline;

import dev.coracle.api.status.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The folder below which checkpoints are written and read: whoever may ask for one must not reach all of this server's disk. */
public final class CheckpointPlace {

    private final Optional<Path> root;

    /** @param root empty if there is none: then no checkpoint is written or read */
    public CheckpointPlace(Optional<Path> root) {
        this.root = root;
    }

    /** The folder, if it is a place for a new checkpoint. @throws StatusException (400) saying why it is not */
    Path free(Path folder) {
        Path real = below(folder);
        if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            throw StatusException.badRequest(folder + " is there already; give a name that is free");
        }
        return real;
    }

    /** The folder, if a checkpoint may lie there. @throws StatusException (400) saying why not */
    Path existing(Path folder) {
        Path real = below(folder);
        if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
            throw StatusException.badRequest("there is no checkpoint " + folder);
        }
        return real;
    }

    private Path below(Path folder) {
        Path top = root.orElseThrow(() -> StatusException
                .badRequest("this server has no folder for checkpoints; start it with --checkpoint-dir"));
        Path parent = folder.getParent();
        if (!folder.isAbsolute() || !folder.normalize().equals(folder) || parent == null) {
            throw StatusException.badRequest(folder + " has to be an absolute path, without . and ..");
        }
        try {
            Path real = parent.toRealPath();
            if (!real.startsWith(top.toRealPath())) {
                throw StatusException.badRequest(folder + " does not lie below the --checkpoint-dir " + top);
            }
            return real.resolve(folder.getFileName());
        } catch (IOException e) {
            throw StatusException.badRequest("there is no folder " + parent + ", or it cannot be read");
        }
    }
}

package dev.coracle.base.lifecycle;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a process did not start, for who started it. */
public final class StartFailure {

    private StartFailure() {}

    /** What went wrong, in one line. The JDK's exceptions about files say the file's name only: what was wrong with it is added. */
    public static String text(Exception failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "open " + missing.getFile() + ": no such file or directory";
            case AccessDeniedException denied -> "open " + denied.getFile() + ": permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}

package dev.coracle.cli.shared;

import java.nio.file.Path;

/** What is printed to be typed, or pasted, into a shell. */
public final class ShellWord {

    private ShellWord() {}

    /** A path as one word: in quotes if the shell would see something else in it. */
    public static String of(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

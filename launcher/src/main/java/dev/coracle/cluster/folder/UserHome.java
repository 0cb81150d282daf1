package dev.coracle.cluster.folder;

import java.nio.file.Path;

/** The user's home as shells and kubectl see it: {@code HOME} if set, which may differ from what the JVM thinks. */
final class UserHome {

    private UserHome() {}

    static Path folder() {
        String home = System.getenv("HOME");
        return Path.of(home != null && !home.isBlank() ? home : System.getProperty("user.home"));
    }
}

package dev.coracle.base.lifecycle;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine is called. Safe for use by any number of threads. */
public final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    /** Of a machine that has no name, or none that can be found out. */
    private static final String NAMELESS = "localhost";

    private HostName() {}

    /**
     * The name that the kernel has: no name service is asked, which need not know it and may take seconds to say so. Where there is no such file, the JDK's
     * answer; {@code localhost} if there is none.
     */
    public static String local() {
        return of(KERNEL);
    }

    static String of(Path kernel) {
        try {
            String name = Files.exists(kernel)
                    ? Files.readString(kernel).strip()
                    : InetAddress.getLocalHost().getHostName();
            return name.isEmpty() || name.equals("(none)") ? NAMELESS : name;
        } catch (IOException unknown) {
            return NAMELESS;
        }
    }
}

package dev.coracle.store.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's version, as far as it decides what can be asked of it. */
record EtcdVersion(int major, int minor, int patch) {

    private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

    /** What cannot be understood counts as old. */
    static EtcdVersion parse(String text) {
        Matcher found = FORM.matcher(text);
        return found.matches() && found.end(1) < 6
                ? new EtcdVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)),
                        found.group(3) == null ? 0 : Integer.parseInt(found.group(3)))
                : new EtcdVersion(0, 0, 0);
    }

    /**
     * Whether an answer to a progress request never overtakes the events before it. Source: the versions that k8s.io/apiserver asks for
     * (etcd's issues 15220 and 17507).
     */
    boolean tellsProgress() {
        if (major != 3) {
            return major > 3;
        }
        return switch (minor) {
            case 0, 1, 2, 3 -> false;
            case 4 -> patch >= 31;
            case 5 -> patch >= 13;
            default -> true;
        };
    }
}

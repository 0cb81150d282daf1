package dev.coracle.base.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes what its {@link Verbosity} lets through. Safe for use by any number of threads. */
final class KlogLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;
    private static final String OURS = "dev.coracle.";

    private final String source;
    private final boolean ours;

    KlogLogger(String name) {
        this.name = name;
        this.source = name.substring(name.lastIndexOf('.') + 1);
        this.ours = name.startsWith(OURS);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    /** Libraries talk a lot: what they say below warnings counts as a detail. */
    @Override
    public boolean isInfoEnabled() {
        return ours || Verbosity.details();
    }

    @Override
    public boolean isDebugEnabled() {
        return ours ? Verbosity.details() : Verbosity.everything();
    }

    @Override
    public boolean isTraceEnabled() {
        return Verbosity.everything();
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String pattern,
            Object @Nullable [] arguments, @Nullable Throwable failure) {
        String message = arguments == null
                ? pattern
                : MessageFormatter.basicArrayFormat(pattern, arguments);
        LogOutput.write(level, source, message, Optional.ofNullable(failure));
    }
}

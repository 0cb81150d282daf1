package dev.coracle.base.flags;

/** A command line that can't be understood; the message says which flag and why, as pflag does. */
public final class FlagException extends Exception {

    private static final long serialVersionUID = 1;

    public FlagException(String message) {
        super(message);
    }
}

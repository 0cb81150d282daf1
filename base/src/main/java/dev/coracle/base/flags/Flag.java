package dev.coracle.base.flags;

/** One declared flag and, after parsing, its value. */
public final class Flag<T> {

    /** Turns what was given into a value; {@code before} is the value of the flag's earlier occurrence or default. */
    interface Reader<T> {
        T read(String text, Flag<T> flag);
    }

    private final String name;
    private final String type;
    private final String help;
    private final T byDefault;
    private final Reader<T> reader;
    private T value;
    private boolean given;

    Flag(String name, String type, T byDefault, String help, Reader<T> reader) {
        this.name = name;
        this.type = type;
        this.byDefault = byDefault;
        this.value = byDefault;
        this.help = help;
        this.reader = reader;
    }

    /** The value given, or the default. */
    public T get() {
        return value;
    }

    /** Whether the command line had it. */
    public boolean given() {
        return given;
    }

    public String name() {
        return name;
    }

    public T byDefault() {
        return byDefault;
    }

    String type() {
        return type;
    }

    String help() {
        return help;
    }

    boolean isBool() {
        return type.isEmpty();
    }

    void set(String text) throws FlagException {
        try {
            value = reader.read(text, this);
            given = true;
        } catch (IllegalArgumentException e) {
            throw new FlagException("invalid argument \"" + text + "\" for \"--" + name + "\" flag: " + e.getMessage());
        }
    }
}

package dev.coracle.base.flags;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The flags of one program: declared first, then parsed. The syntax is pflag's: {@code --k=v}, {@code --k v}, a bare
 * {@code --k} for booleans, {@code -k} for what is declared, flags repeated (the last counts; lists grow). A flag that
 * isn't declared is an error that names it. Not safe for use by several threads.
 */
public final class FlagSet {

    /** What the command line asks for. */
    public enum Outcome {
        RUN, HELP, VERSION
    }

    private static final String GATES = "feature-gates";

    private final String program;
    private final Map<String, Flag<?>> flags = new TreeMap<>();
    /** Known flags without meaning here; the value says whether they are booleans. */
    private final Map<String, Boolean> ignored = new HashMap<>();
    private final TreeSet<String> ignoredGiven = new TreeSet<>();
    /** Pairs of feature gates that were given where none has a switch. */
    private final List<String> gates = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    public FlagSet(String program) {
        this.program = program;
    }

    public Flag<String> string(String name, String byDefault, String help) {
        return add(new Flag<>(name, "string", byDefault, help, (text, flag) -> text));
    }

    /** An IP address; a name is none, and one that is short of a number isn't either. */
    public Flag<String> address(String name, String byDefault, String help) {
        return add(new Flag<>(name, "ip", byDefault, help, (text, flag) -> IpText.checked(text)));
    }

    public Flag<Boolean> bool(String name, boolean byDefault, String help) {
        return add(new Flag<>(name, "", byDefault, help, (text, flag) -> GoBool.parse(text)));
    }

    public Flag<Integer> integer(String name, int byDefault, String help) {
        return add(new Flag<>(name, "int", byDefault, help, (text, flag) -> {
            try {
                return Integer.decode(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("strconv.ParseInt: parsing \"" + text + "\": invalid syntax", e);
            }
        }));
    }

    /** A number of bytes, or another that may be larger than an int. */
    public Flag<Long> longInteger(String name, long byDefault, String help) {
        return add(new Flag<>(name, "int", byDefault, help, (text, flag) -> {
            try {
                return Long.decode(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("strconv.ParseInt: parsing \"" + text + "\": invalid syntax", e);
            }
        }));
    }

    public Flag<Double> number(String name, double byDefault, String help) {
        return add(new Flag<>(name, "float", byDefault, help, (text, flag) -> {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("strconv.ParseFloat: parsing \"" + text + "\": invalid syntax", e);
            }
        }));
    }

    /** In Go's syntax, see {@link GoDuration}. */
    public Flag<Duration> duration(String name, Duration byDefault, String help) {
        return add(new Flag<>(name, "duration", byDefault, help, (text, flag) -> GoDuration.parse(text)));
    }

    /** Comma-separated, and growing when repeated; the first occurrence replaces the default. */
    public Flag<List<String>> list(String name, List<String> byDefault, String help) {
        return add(new Flag<>(name, "strings", byDefault, help, (text, flag) -> more(flag,
                text.isEmpty() ? List.of() : List.of(text.split(",", -1)))));
    }

    /** A flag whose values are taken as they are, one each time it is given. @param type what help calls a value */
    public Flag<List<String>> repeated(String name, String type, String help) {
        return add(new Flag<>(name, type, List.of(), help, (text, flag) -> more(flag, List.of(text))));
    }

    private static List<String> more(Flag<List<String>> flag, List<String> values) {
        List<String> all = new ArrayList<>(flag.given() ? flag.get() : List.of());
        all.addAll(values);
        return List.copyOf(all);
    }

    /** Flags that the original has, with a value, and that mean nothing here. */
    public FlagSet ignored(String... names) {
        for (String name : names) {
            ignored.put(name, false);
        }
        return this;
    }

    /** As {@link #ignored}, for booleans, which need no value. */
    public FlagSet ignoredBool(String... names) {
        for (String name : names) {
            ignored.put(name, true);
        }
        return this;
    }

    /** {@code --feature-gates}, where no gate has a switch: ignored, but a gate that the original would refuse is an error here too. */
    public FlagSet ignoredGates() {
        return ignored(GATES);
    }

    private <T> Flag<T> add(Flag<T> flag) {
        if (flags.putIfAbsent(flag.name(), flag) != null) {
            throw new IllegalArgumentException("flag --" + flag.name() + " is declared twice");
        }
        return flag;
    }

    /**
     * Parses a command line. What follows {@code --}, and what is no flag, are {@link #arguments()}.
     *
     * @throws FlagException for what can't be understood
     */
    public Outcome parse(List<String> args) throws FlagException {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--")) {
                arguments.addAll(args.subList(i + 1, args.size()));
                break;
            }
            if (!arg.startsWith("-") || arg.equals("-")) {
                arguments.add(arg);
                continue;
            }
            String text = arg.substring(arg.startsWith("--") ? 2 : 1);
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if ((name.equals("help") || name.equals("h")) && !flags.containsKey(name)) {
                return Outcome.HELP;
            }
            if (name.equals("version") && !flags.containsKey(name)) {
                return Outcome.VERSION;
            }
            if (equals >= 0) {
                set(name, text.substring(equals + 1), arg);
            } else if (isBool(name, arg)) {
                set(name, "true", arg);
            } else if (i + 1 == args.size()) {
                throw new FlagException("flag needs an argument: --" + name);
            } else {
                set(name, args.get(++i), arg);
            }
        }
        checkGates();
        return Outcome.RUN;
    }

    private void checkGates() throws FlagException {
        if (!gates.isEmpty()) {
            try {
                new KnownGates(program).read(gates);
            } catch (IllegalArgumentException e) {
                throw new FlagException("--" + GATES + ": " + e.getMessage());
            }
        }
    }

    private boolean isBool(String name, String arg) throws FlagException {
        Flag<?> flag = flags.get(name);
        if (flag != null) {
            return flag.isBool();
        }
        Boolean bool = ignored.get(name);
        if (bool == null) {
            throw unknown(name, arg);
        }
        return bool;
    }

    private void set(String name, String value, String arg) throws FlagException {
        Flag<?> flag = flags.get(name);
        if (flag != null) {
            flag.set(value);
        } else if (ignored.containsKey(name)) {
            ignoredGiven.add("--" + name);
            if (name.equals(GATES)) {
                gates.addAll(List.of(value.split(",", -1)));
            }
        } else {
            throw unknown(name, arg);
        }
    }

    private static FlagException unknown(String name, String arg) {
        return new FlagException(arg.startsWith("--")
                ? "unknown flag: --" + name
                : "unknown shorthand flag: '" + name.charAt(0) + "' in " + arg);
    }

    /** What the command line had besides flags. */
    public List<String> arguments() {
        return List.copyOf(arguments);
    }

    /** The flags given that mean nothing here, for one warning. */
    public List<String> ignoredGiven() {
        return List.copyOf(ignoredGiven);
    }

    /** Whether a flag was given, be it one without meaning. */
    public boolean given(String name) {
        Flag<?> flag = flags.get(name);
        return flag == null ? ignoredGiven.contains("--" + name) : flag.given();
    }

    /** The names declared, those without meaning too. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>(flags.keySet());
        names.addAll(ignored.keySet());
        return List.copyOf(names);
    }

    /** The values of the flags that mean something, given or by default, as they are written on a command line. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        flags.forEach((name, flag) -> values.put(name, flag.get() instanceof Duration duration
                ? GoDuration.format(duration)
                : String.valueOf(flag.get())));
        return values;
    }

    /** What {@code --help} prints: a line {@code --flag type   help} for each flag that means something. */
    public String help() {
        StringBuilder text = new StringBuilder("Usage:\n  ").append(program).append(" [flags]\n\nFlags:\n");
        int width = flags.values().stream().map(FlagSet::head).map(String::length).max(Comparator.naturalOrder())
                .orElse(0);
        for (Flag<?> flag : flags.values()) {
            String head = head(flag);
            text.append(head).append(" ".repeat(width - head.length() + 3)).append(flag.help())
                    .append(defaultOf(flag)).append('\n');
        }
        for (String name : new TreeSet<>(ignored.keySet())) {
            text.append("      --").append(name).append("   (accepted, without meaning here)\n");
        }
        return text.toString();
    }

    private static String head(Flag<?> flag) {
        return "      --" + flag.name() + (flag.isBool() ? "" : " " + flag.type());
    }

    private static String defaultOf(Flag<?> flag) {
        Object value = flag.byDefault();
        if (value instanceof String text) {
            return text.isEmpty() ? "" : " (default \"" + text + "\")";
        }
        if (value instanceof Duration duration) {
            return " (default " + GoDuration.format(duration) + ")";
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() ? "" : " (default " + list + ")";
        }
        return Boolean.FALSE.equals(value) ? "" : " (default " + value + ")";
    }
}

package dev.coracle.kubelet.simulated;

import dev.coracle.kubelet.simulated.Behaviour.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands the plain commands that examples of jobs use: {@code sleep}, {@code true}, {@code false}, {@code exit N}, {@code echo},
 * {@code printf}, {@code date}, and {@code sh -c} of these joined by {@code ;}, {@code &&}, {@code ||} and new lines. An endless loop runs
 * for ever. Nothing is executed.
 */
final class ShellCommands {

    private static final int MAX_COMMANDS = 1000;
    private static final Pattern SPLIT = Pattern.compile("(;|&&|\\|\\||\\n)");
    private static final Pattern ENDLESS = Pattern
            .compile("while\\s+(true|:|\\[\\s*1\\s*\\])\\s*;|tail\\s+-f|sleep\\s+inf");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(\\S+)");
    private static final Pattern VARIABLE = Pattern
            .compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)\\}?|\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    private final Map<String, String> environment;
    private final List<Step> steps = new ArrayList<>();
    private int status;
    private boolean ended;
    private boolean slept;

    private ShellCommands(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What the command does, if it is one of those that are understood. */
    static Optional<Behaviour> understand(List<String> words, Map<String, String> environment) {
        ShellCommands shell = new ShellCommands(environment);
        String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        boolean script = (program.equals("sh") || program.equals("bash") || program.equals("ash"))
                && words.size() >= 3 && words.get(1).matches("-[a-z]*c[a-z]*");
        if (script) {
            return Optional.of(shell.script(words.get(2)));
        }
        if ((program.equals("sh") || program.equals("bash")) && words.size() == 1) {
            return Optional.of(new Behaviour(List.of(), Optional.of(0), 0));
        }
        if (words.equals(List.of(words.getFirst(), "infinity")) && program.equals("sleep")) {
            return Optional.of(new Behaviour(List.of(), Optional.empty(), 143));
        }
        return shell.simple(words) ? Optional.of(shell.behaviour()) : Optional.empty();
    }

    private Behaviour script(String text) {
        Matcher endless = ENDLESS.matcher(text);
        String finite = endless.find() ? text.substring(0, endless.start()) : text;
        Matcher separators = SPLIT.matcher(finite);
        String before = "";
        int from = 0;
        int commands = 0;
        while (!ended && commands++ < MAX_COMMANDS) {
            boolean more = separators.find();
            String command = finite.substring(from, more ? separators.start() : finite.length()).strip();
            boolean skipped = before.equals("&&") && status != 0 || before.equals("||") && status == 0;
            if (!command.isEmpty() && !skipped) {
                List<String> words = words(command);
                if (!simple(words)) {
                    status = 0;
                }
            }
            if (!more) {
                break;
            }
            before = separators.group(1);
            from = separators.end();
        }
        return text.length() != finite.length() && !ended
                ? new Behaviour(List.copyOf(steps), Optional.empty(), 143)
                : behaviour();
    }

    private Behaviour behaviour() {
        return new Behaviour(List.copyOf(steps), Optional.of(status), slept ? 143 : 0);
    }

    /** Takes one command in. @return whether it was understood */
    private boolean simple(List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        List<String> arguments = words.subList(1, words.size());
        switch (program) {
            case "true", ":", "set", "export", "trap", "cd", "wait" -> status = 0;
            case "false" -> status = 1;
            case "echo", "printf" -> {
                String line = String.join(" ",
                        arguments.stream().filter(a -> !a.equals("-n") && !a.equals("-e")).toList());
                steps.add(new Step.Write(line.replaceAll("\\s*>.*", "")));
                status = 0;
            }
            case "date" -> {
                steps.add(new Step.Write("(date)"));
                status = 0;
            }
            case "sleep" -> {
                steps.add(new Step.Pass(seconds(arguments)));
                slept = true;
                status = 0;
            }
            case "exit" -> {
                status = arguments.isEmpty() ? status : code(arguments.getFirst());
                ended = true;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Duration seconds(List<String> arguments) {
        Duration sum = Duration.ZERO;
        for (String argument : arguments) {
            Matcher number = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([smhd]?)").matcher(argument);
            if (number.matches()) {
                double unit = switch (number.group(2)) {
                    case "m" -> 60;
                    case "h" -> 3600;
                    case "d" -> 86400;
                    default -> 1;
                };
                sum = sum.plusMillis((long) Math.min(Double.parseDouble(number.group(1)) * unit * 1000, 1e14));
            }
        }
        return sum;
    }

    private static int code(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) & 255 : 2;
    }

    private List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            if (word.group(2) != null) {
                words.add(word.group(2));
            } else {
                words.add(expanded(word.group(1) != null ? word.group(1) : word.group(3)));
            }
        }
        return words;
    }

    private String expanded(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(
                environment.getOrDefault(found.group(1) != null ? found.group(1) : found.group(2), "")));
    }
}

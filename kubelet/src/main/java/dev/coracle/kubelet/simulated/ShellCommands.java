package dev.coracle.kubelet.simulated;

import dev.coracle.kubelet.simulated.Behaviour.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Understands the plain commands that examples of jobs use: {@code sleep}, {@code true}, {@code false}, {@code exit N}, {@code echo},
 * {@code printf}, {@code date}, {@code expr}, {@code test}, {@code touch}, and {@code sh -c} of these in a {@link ShellScript}. An endless loop runs for
 * ever. Nothing is executed: a file is there if a script has made it, and no other is.
 */
final class ShellCommands {

    private static final int MAX_COMMANDS = 1000;
    private static final int DEEPEST = 20;
    /** Of all that is put in for variables and commands: what a script itself says is as long as the pod allows. */
    private static final int MOST_LETTERS = 1 << 20;
    private static final Pattern ENDLESS = Pattern
            .compile("while\\s+(true|:|\\[\\s*1\\s*\\])\\s*;|tail\\s+-f|sleep\\s+inf");
    private static final Pattern VARIABLE = Pattern
            .compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)\\}?|\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)|(\\$\\()");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Set<String> FILE_TESTS = Set.of("-r", "-w", "-x", "-e", "-f", "-s", "-d");

    private final Map<String, String> variables;
    private final NodeFiles.Files files;
    private final int depth;
    private final List<Step> steps = new ArrayList<>();
    private int status;
    private boolean ended;
    private boolean slept;
    private int commands;
    private int letters = MOST_LETTERS;

    private ShellCommands(Map<String, String> variables, NodeFiles.Files files, int depth) {
        this.variables = variables;
        this.files = files;
        this.depth = depth;
    }

    /** What the command does, if it is one of those that are understood. */
    static Optional<Behaviour> understand(List<String> words, Map<String, String> environment,
            NodeFiles.Files files) {
        ShellCommands shell = new ShellCommands(new HashMap<>(environment), files, 0);
        String program = baseName(words.getFirst());
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

    private static String baseName(String program) {
        return program.substring(program.lastIndexOf('/') + 1);
    }

    private Behaviour script(String text) {
        Matcher endless = ENDLESS.matcher(text);
        String finite = endless.find() ? text.substring(0, endless.start()) : text;
        run(ShellScript.parse(finite));
        return text.length() != finite.length() && !ended
                ? new Behaviour(List.copyOf(steps), Optional.empty(), 143)
                : behaviour();
    }

    private Behaviour behaviour() {
        return new Behaviour(List.copyOf(steps), Optional.of(status), slept ? 143 : 0);
    }

    private void run(List<ShellScript.Link> links) {
        for (ShellScript.Link link : links) {
            boolean skipped = link.joint().equals("&&") && status != 0 || link.joint().equals("||") && status == 0;
            if (skipped) {
                continue;
            }
            if (ended || commands++ >= MAX_COMMANDS) {
                return;
            }
            switch (link.command()) {
                case ShellScript.Command.Simple simple -> simple(simple);
                case ShellScript.Command.If choice -> choose(choice);
            }
        }
    }

    private void choose(ShellScript.Command.If choice) {
        for (ShellScript.Branch branch : choice.branches()) {
            run(branch.condition());
            if (status == 0 || ended) {
                run(branch.body());
                return;
            }
        }
        status = 0;
        run(choice.otherwise());
    }

    private void simple(ShellScript.Command.Simple command) {
        List<String> words = command.words().stream().map(this::expanded).flatMap(Optional::stream)
                .toList();
        int before = steps.size();
        boolean negated = !words.isEmpty() && words.getFirst().equals("!");
        if (!simple(negated ? words.subList(1, words.size()) : words)) {
            status = 0;
        }
        status = negated ? status == 0 ? 1 : 0 : status;
        command.into().flatMap(this::expanded).filter(file -> !file.startsWith("/dev/std")).ifPresent(file -> {
            files.make(file);
            steps.subList(before, steps.size()).removeIf(Step.Write.class::isInstance);
        });
    }

    /** Takes one command in. @return whether it was understood */
    private boolean simple(List<String> words) {
        int assignments = assign(words);
        if (assignments == words.size()) {
            return true;
        }
        List<String> arguments = words.subList(assignments + 1, words.size());
        switch (baseName(words.get(assignments))) {
            case "true", ":", "set", "export", "trap", "cd", "wait" -> status = 0;
            case "false" -> status = 1;
            case "echo", "printf" -> write(String.join(" ",
                    arguments.stream().filter(a -> !a.equals("-n") && !a.equals("-e")).toList()));
            case "date" -> write("(date)");
            case "expr" -> reckon(arguments);
            case "test", "[", "[[" -> status = holds(
                    arguments.stream().filter(a -> !a.equals("]") && !a.equals("]]")).toList()) ? 0 : 1;
            case "touch" -> {
                arguments.stream().filter(a -> !a.startsWith("-")).forEach(files::make);
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

    /** @return how many words at the beginning were assignments */
    private int assign(List<String> words) {
        int count = 0;
        for (String word : words) {
            Matcher assignment = ASSIGNMENT.matcher(word);
            if (!assignment.matches()) {
                break;
            }
            variables.put(assignment.group(1), assignment.group(2));
            status = 0;
            count++;
        }
        return count;
    }

    private void write(String line) {
        steps.add(new Step.Write(line));
        status = 0;
    }

    /** Of {@code expr}: a comparison, or a sum. Its status tells a zero from other numbers. */
    private void reckon(List<String> arguments) {
        Optional<String> result = switch (arguments.size()) {
            case 1 -> Optional.of(arguments.getFirst());
            case 3 -> ShellNumbers.compared(arguments.get(0), arguments.get(1), arguments.get(2))
                    .map(holds -> holds ? "1" : "0");
            default -> Optional.empty();
        };
        result = result.or(() -> ShellNumbers.value(String.join(" ", arguments), Map.of()).map(String::valueOf));
        result.ifPresent(this::write);
        status = result.isEmpty() ? 2 : result.get().equals("0") ? 1 : 0;
    }

    private boolean holds(List<String> test) {
        int negations = 0;
        while (negations < test.size() && test.get(negations).equals("!")) {
            negations++;
        }
        return isTrue(test.subList(negations, test.size())) ^ negations % 2 == 1;
    }

    private boolean isTrue(List<String> test) {
        return switch (test.size()) {
            case 0 -> false;
            case 1 -> !test.getFirst().isEmpty();
            case 2 -> switch (test.getFirst()) {
                case "-z" -> test.get(1).isEmpty();
                case "-n" -> !test.get(1).isEmpty();
                default -> FILE_TESTS.contains(test.getFirst()) && files.has(test.get(1));
            };
            default -> switch (test.get(1)) {
                case "=", "==" -> test.get(0).equals(test.get(2));
                case "!=" -> !test.get(0).equals(test.get(2));
                default -> ShellNumbers.compared(test.get(0), test.get(1), test.get(2)).orElse(false);
            };
        };
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

    /** A word's text; none if nothing is left of it that was not quoted. */
    private Optional<String> expanded(ShellScript.Word word) {
        StringBuilder text = new StringBuilder();
        for (ShellScript.Piece piece : word.pieces()) {
            if (piece.literal()) {
                text.append(piece.text());
            } else {
                expand(piece.text(), text);
            }
        }
        return text.isEmpty() && word.bare() ? Optional.empty() : Optional.of(text.toString());
    }

    /** As much as there is room for. */
    private void take(String text, StringBuilder into) {
        int fits = Math.min(text.length(), letters);
        into.append(text, 0, fits);
        letters -= fits;
    }

    private void expand(String text, StringBuilder into) {
        Matcher variable = VARIABLE.matcher(text);
        int from = 0;
        while (variable.find(from)) {
            into.append(text, from, variable.start());
            if (variable.group(3) == null) {
                String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
                take(variables.getOrDefault(name, ""), into);
                from = variable.end();
            } else {
                from = ShellScript.closing(text, variable.end() - 1);
                take(substituted(text.substring(variable.end(), Math.max(variable.end(), from - 1))), into);
            }
        }
        into.append(text.substring(from));
    }

    /** What stands between {@code $(} and its end: a sum in parentheses, or a script that prints. */
    private String substituted(String inner) {
        if (inner.startsWith("(")) {
            StringBuilder sum = new StringBuilder();
            expand(inner.substring(1, Math.max(1, inner.length() - 1)), sum);
            Optional<Long> value = ShellNumbers.value(sum.toString(), variables);
            status = value.isEmpty() ? 2 : status;
            return value.map(String::valueOf).orElse("");
        }
        if (depth >= DEEPEST) {
            return "";
        }
        ShellCommands below = new ShellCommands(variables, files, depth + 1);
        below.commands = commands;
        below.letters = letters;
        below.run(ShellScript.parse(inner));
        commands = below.commands;
        letters = below.letters;
        status = below.status;
        below.steps.stream().filter(Step.Pass.class::isInstance).forEach(steps::add);
        return below.steps.stream().filter(Step.Write.class::isInstance).map(step -> ((Step.Write) step).line())
                .collect(Collectors.joining("\n"));
    }
}

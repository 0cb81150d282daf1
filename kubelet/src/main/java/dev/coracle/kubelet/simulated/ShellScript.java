package dev.coracle.kubelet.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A script as a tree: commands of words, joined by {@code ;}, {@code &&}, {@code ||} and new lines, and {@code if} with its branches. What a shell knows
 * beyond that is read as commands of other names. Whatever the text, it is read to its end: what is not closed ends there. Source: POSIX, Shell Command Language.
 */
final class ShellScript {

    private static final int DEEPEST = 50;
    /** What is only called by name, which nobody does here. */
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\(\\)\\{?");

    /** A part of a word. @param literal whether it stood in single quotes, or behind a backslash */
    record Piece(String text, boolean literal) {}

    private sealed interface Token {}

    /** {@code ;} (a new line is the same), {@code &&} or {@code ||}. */
    private record Mark(String text) implements Token {}

    /** @param bare whether nothing of it was quoted, so that it may be a word of the language */
    record Word(List<Piece> pieces, boolean bare) implements Token {
        boolean is(String text) {
            return bare && pieces.size() == 1 && pieces.getFirst().text.equals(text);
        }
    }

    /** What is done. */
    sealed interface Command {
        /** @param into the file that takes what it prints */
        record Simple(List<Word> words, Optional<Word> into) implements Command {}

        /** @param branches {@code if} and each {@code elif} */
        record If(List<Branch> branches, List<Link> otherwise) implements Command {}
    }

    record Branch(List<Link> condition, List<Link> body) {}

    /** @param joint {@code &&} or {@code ||} if it depends on the command before; else empty */
    record Link(String joint, Command command) {}

    private final List<Token> tokens;
    private int next;

    private ShellScript(String text) {
        this.tokens = new Tokens(text).all();
    }

    static List<Link> parse(String text) {
        ShellScript script = new ShellScript(text);
        List<Link> all = new ArrayList<>();
        while (script.next < script.tokens.size()) {
            all.addAll(script.list(Set.of(), 0));
            script.next++; // a word such as fi that ends nothing
        }
        return all;
    }

    private List<Link> list(Set<String> ends, int depth) {
        List<Link> links = new ArrayList<>();
        String joint = "";
        while (next < tokens.size()) {
            switch (tokens.get(next)) {
                case Mark mark -> {
                    joint = mark.text.equals(";") ? "" : mark.text;
                    next++;
                }
                case Word word when ends.stream().anyMatch(word::is) -> {
                    return links;
                }
                case Word word -> {
                    links.add(new Link(joint, command(word, depth)));
                    joint = "";
                }
            }
        }
        return links;
    }

    private Command command(Word first, int depth) {
        if (first.bare && FUNCTION.matcher(first.pieces.getFirst().text).matches()) {
            while (next < tokens.size() && !at("}")) {
                next++;
            }
            next++;
            return new Command.Simple(List.of(), Optional.empty());
        }
        return first.is("if") && depth < DEEPEST ? conditional(depth + 1) : simple();
    }

    private Command conditional(int depth) {
        List<Branch> branches = new ArrayList<>();
        List<Link> otherwise = List.of();
        do {
            next++; // if, elif
            List<Link> condition = list(Set.of("then", "fi"), depth);
            next += at("then") ? 1 : 0;
            branches.add(new Branch(condition, list(Set.of("elif", "else", "fi"), depth)));
        } while (at("elif"));
        if (at("else")) {
            next++;
            otherwise = list(Set.of("fi"), depth);
        }
        next++; // fi
        return new Command.If(branches, otherwise);
    }

    private boolean at(String word) {
        return next < tokens.size() && tokens.get(next) instanceof Word found && found.is(word);
    }

    private Command simple() {
        List<Word> words = new ArrayList<>();
        Optional<Word> into = Optional.empty();
        for (; next < tokens.size() && tokens.get(next) instanceof Word word; next++) {
            String text = word.bare ? word.pieces.getFirst().text : "";
            if (text.matches("[0-9&]?>>?") && next + 1 < tokens.size() && tokens.get(next + 1) instanceof Word file) {
                into = Optional.of(file);
                next++;
            } else if (text.matches("[0-9&]?>>?[^&>].*")) {
                into = Optional.of(new Word(List.of(new Piece(text.replaceFirst("^[0-9&]?>>?", ""), false)), true));
            } else if (!text.matches("[0-9]?>&[0-9-]")) {
                words.add(word);
            }
        }
        return new Command.Simple(words, into);
    }

    /** From letters to words and the marks between them. */
    private static final class Tokens {
        private final String text;
        private final List<Token> found = new ArrayList<>();
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder plain = new StringBuilder();
        private boolean inWord;
        private boolean bare = true;
        private int at;

        Tokens(String text) {
            this.text = text;
        }

        List<Token> all() {
            while (at < text.length()) {
                step(text.charAt(at));
            }
            endWord();
            return found;
        }

        private void step(char c) {
            switch (c) {
                case ' ', '\t', '\r' -> {
                    endWord();
                    at++;
                }
                case '\n', ';' -> mark(";", 1);
                case '&', '|' -> {
                    boolean twice = at + 1 < text.length() && text.charAt(at + 1) == c;
                    if (twice) {
                        mark(text.substring(at, at + 2), 2);
                    } else {
                        letter(c); // as in 2>&1
                    }
                }
                case '#' -> {
                    int end = text.indexOf('\n', at);
                    if (inWord) {
                        letter(c);
                    } else {
                        at = end < 0 ? text.length() : end;
                    }
                }
                case '\'', '"' -> quoted(c);
                case '\\' -> {
                    piece(text.substring(at + 1, Math.min(at + 2, text.length())), true);
                    at += 2;
                }
                case '$' -> {
                    int end = text.startsWith("$(", at) ? closing(text, at + 1) : at + 1;
                    inWord = true;
                    plain.append(text, at, end);
                    at = end;
                }
                default -> letter(c);
            }
        }

        private void letter(char c) {
            inWord = true;
            plain.append(c);
            at++;
        }

        private void quoted(char quote) {
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != quote) {
                end += quote == '"' && text.charAt(end) == '\\' ? 2 : 1;
            }
            String inner = text.substring(at + 1, Math.min(end, text.length()));
            piece(quote == '"' ? inner.replace("\\\"", "\"") : inner, quote == '\'');
            at = end + 1;
        }

        private void piece(String part, boolean literal) {
            endPiece();
            inWord = true;
            bare = false;
            pieces.add(new Piece(part, literal));
        }

        private void mark(String mark, int length) {
            endWord();
            found.add(new Mark(mark));
            at += length;
        }

        private void endPiece() {
            if (!plain.isEmpty()) {
                pieces.add(new Piece(plain.toString(), false));
                plain.setLength(0);
            }
        }

        private void endWord() {
            endPiece();
            if (inWord) {
                found.add(new Word(List.copyOf(pieces), bare));
            }
            pieces.clear();
            inWord = false;
            bare = true;
        }

    }

    /** The place behind the parenthesis that closes the one at {@code open}; the text's end if none does. */
    static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }
}

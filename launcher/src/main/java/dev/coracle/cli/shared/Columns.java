package dev.coracle.cli.shared;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table as kubectl prints them: each column as wide as its widest cell, three blanks between, nothing after the last. */
public final class Columns {

    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    public Columns(String... headers) {
        this(List.of(headers));
    }

    public Columns(List<String> headers) {
        rows.add(List.copyOf(headers));
    }

    /** @throws IllegalArgumentException if it has another number of cells than there are headers */
    public Columns row(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + rows.getFirst().size() + " headers");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public Columns row(String... cells) {
        return row(List.of(cells));
    }

    public void print(PrintStream out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i));
                line.repeat(' ', widths[i] + GAP - row.get(i).length());
            }
            out.println(line.toString().stripTrailing());
        }
    }
}

package dev.coracle.cli.shared;

import dev.coracle.cluster.Progress;
import java.io.PrintStream;

/** Prints each step with its time; the name first, so that a person sees what is being waited for. */
public final class StepPrinter implements Progress {

    private final PrintStream out;
    private boolean open;

    public StepPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(String step) {
        if (open) {
            out.println();
        }
        out.printf("  %-32s", step);
        out.flush();
        open = true;
    }

    @Override
    public void end(long millis) {
        out.printf("%6d ms%n", millis);
        open = false;
    }

    @Override
    public void note(String line) {
        if (open) {
            out.println();
            open = false;
        }
        out.println("  " + line);
    }
}

import java.util.Objects;
import java.util.concurrent.Callable;

/** Prints a line for each step, in the form that interop/run counts. */
final class Steps {

    /** What a step does; whatever it throws, it has failed, and the others still run. */
    interface Step {
        void run() throws Exception;
    }

    private static boolean failed;

    private Steps() {}

    static void step(String name, Step step) {
        try {
            step.run();
            System.out.println("ok - " + name);
        } catch (Exception | AssertionError e) {
            failed = true;
            System.out.println("not ok - " + name + ": " + e.toString().replace('\n', '|'));
            e.printStackTrace();
        }
    }

    static void expect(String what, Object got, Object want) {
        if (!Objects.equals(got, want)) {
            throw new AssertionError(what + " is " + got + ", not " + want);
        }
    }

    /** Asks until it is so; a minute at most. */
    static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            Thread.sleep(100);
        }
    }

    static void end() {
        System.exit(failed ? 1 : 0);
    }
}

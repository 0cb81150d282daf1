package dev.coracle.cli;

import dev.coracle.cli.past.ForkCommand;
import dev.coracle.cli.past.ForksCommand;
import dev.coracle.cli.past.GetCommand;
import dev.coracle.cli.past.HistoryCommand;
import dev.coracle.cli.past.RewindCommand;
import dev.coracle.cli.past.snapshot.SnapshotCommand;
import dev.coracle.cluster.folder.ClusterException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code coracle}. A mistake of the user's or of the machine's ends in one line on standard error and exit code 1. */
@Command(name = "coracle", mixinStandardHelpOptions = false, subcommands = {UpCommand.class, DownCommand.class,
    StatusCommand.class, KubeconfigCommand.class, LogsCommand.class, DeleteCommand.class, SnapshotCommand.class,
    RewindCommand.class, ForkCommand.class, ForksCommand.class, HistoryCommand.class, GetCommand.class,
    VersionCommand.class,
    CommandLine.HelpCommand.class}, description = "A Kubernetes 1.36 cluster in a small boat.", footer = {"",
        "Also: coracle bin   prints the folder of kube-apiserver, kube-scheduler, … with the flags of the originals."})
public final class Coracle implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command line and says how it ended: 0, 1 for what could not be done, 2 for what could not be understood. */
    static int execute(String... args) {
        CommandLine line = new CommandLine(new Coracle());
        line.setExecutionExceptionHandler((exception, command, result) -> {
            if (exception instanceof ClusterException known) {
                System.err.println("coracle: " + known.getMessage());
            } else if (exception instanceof InterruptedException) {
                System.err.println("coracle: interrupted");
            } else {
                System.err.println("coracle: unexpected: " + exception);
                exception.printStackTrace();
            }
            return 1;
        });
        line.setParameterExceptionHandler((exception, arguments) -> {
            System.err.println("coracle: " + exception.getMessage() + "; see coracle "
                    + exception.getCommandLine().getCommandSpec().qualifiedName().replaceFirst("^coracle ?", "")
                    + " --help");
            return 2;
        });
        return line.execute(args);
    }
}

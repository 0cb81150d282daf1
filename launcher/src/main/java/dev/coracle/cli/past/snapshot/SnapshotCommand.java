package dev.coracle.cli.past.snapshot;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coracle snapshot}: says what there is below it. */
@Command(name = "snapshot", description = "Saves a cluster's state under a name, and brings it back.", subcommands = {
    SnapshotSaveCommand.class, SnapshotListCommand.class, SnapshotRestoreCommand.class, SnapshotRemoveCommand.class,
    SnapshotPruneCommand.class})
public final class SnapshotCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "snapshot needs one of save, list, restore, rm, prune");
    }
}

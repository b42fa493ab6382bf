package dev.heddle.cli;

import picocli.CommandLine.Command;

/** {@code heddle monitors}. */
@Command(
        name = "monitors",
        description = "Shows how models do.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QualityCommand.class, SkewCommand.class})
final class MonitorsCommand extends CommandGroup {}

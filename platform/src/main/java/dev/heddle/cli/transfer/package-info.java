/**
 * Copies what MLflow keeps from one place to another: experiments, runs with all they have, logged
 * models, registered models and files. A {@link dev.heddle.cli.transfer.Source} is a server or a
 * backend database, a {@link dev.heddle.cli.transfer.Target} is a platform, which keeps ids, or any
 * server of MLflow's protocol. What is there is not copied again, so that a transfer that was
 * interrupted is simply started again.
 */
package dev.heddle.cli.transfer;

package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.model.HeddleException;

/** Copies logged models with their files. What they say of metrics comes with the runs' points. */
final class ModelCopy {
    private final Source source;
    private final Target target;
    private final Tally tally;
    private final Copies copies;
    private final FileCopy files;

    ModelCopy(Source source, Target target, Tally tally, Copies copies, FileCopy files) {
        this.source = source;
        this.target = target;
        this.tally = tally;
        this.copies = copies;
        this.files = files;
    }

    /** Copies a logged model into an experiment of the target. */
    void copy(LoggedModel model, String experimentId) {
        try {
            String run =
                    copies.run(model.info().sourceRunId()).map(CopiedRun::id).orElse(kept(model));
            CopiedModel copy = target.begin(model, experimentId, run);
            files.copy(model.id(), source.files(model), () -> target.artifacts(copy.artifactUri()));
            target.end(model, copy);
            copies.add(model, copy);
            tally.copied(Kind.LOGGED_MODELS, 1);
        } catch (HeddleException e) {
            if (Workers.isFatal(e)) {
                throw e;
            }
            tally.failed(Kind.LOGGED_MODELS, model.id(), e.getMessage());
        }
    }

    /** Where ids are kept, so is that of a run that is gone. */
    private String kept(LoggedModel model) {
        String run = model.info().sourceRunId();
        return target.keepsIds() && run != null ? run : "";
    }
}

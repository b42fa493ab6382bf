package dev.heddle.client;

import java.time.Duration;

/** Sends a version's files to a platform, and has it registered. */
final class Registrar {
    private static final Duration REGISTRATION = Duration.ofMinutes(10);

    private final Transport transport;

    Registrar(Transport transport) {
        this.transport = transport;
    }

    /** Registers a version; contents that the platform has are not sent again. */
    ModelVersion register(Registration registration, UploadProgress progress) {
        PackageLayout layout = PackageLayout.of(registration);
        for (PackageLayout.LocalFile file : layout.files()) {
            if (file.isCut()) {
                progress.cut(file.described(), file.source());
            }
        }
        for (PackageLayout.LocalFile file : layout.files()) {
            send(file, progress);
        }
        RegistrationRequest request =
                new RegistrationRequest(
                        registration.functionClass(),
                        layout.described(),
                        layout.artifacts(),
                        registration.parameters(),
                        registration.tags(),
                        registration.sample(),
                        OriginCapture.of(registration, layout));
        return transport.read(
                Call.repeatablePost(
                                Call.path(Heddle.MODELS, registration.name(), "/versions"),
                                transport.write(request))
                        .within(REGISTRATION),
                ModelVersion.class);
    }

    private void send(PackageLayout.LocalFile file, UploadProgress progress) {
        PackageFile described = file.described();
        String path = Call.path("/api/v1/blobs/", described.sha256());
        if (!transport.exists(path)) {
            progress.sent(described, 0);
            transport.run(
                    Call.upload(path, file.content(), sent -> progress.sent(described, sent)));
        }
    }
}

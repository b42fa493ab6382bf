package dev.heddle.containers.ecs;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Clients of the services that the engine uses, over one pool of connections. */
record EcsClients(
        SdkHttpClient http,
        EcsClient ecs,
        CloudWatchLogsClient logs,
        SecretsManagerClient secrets,
        EfsClient files)
        implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final Duration CALL = Duration.ofSeconds(60);

    static EcsClients of(EcsSettings settings, AwsCredentialsProvider credentials) {
        SdkHttpClient http = ApacheHttpClient.builder().connectionTimeout(CONNECT).build();
        return new EcsClients(
                http,
                set(EcsClient.builder().httpClient(http), settings, credentials).build(),
                set(CloudWatchLogsClient.builder().httpClient(http), settings, credentials).build(),
                set(SecretsManagerClient.builder().httpClient(http), settings, credentials).build(),
                set(EfsClient.builder().httpClient(http), settings, credentials).build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B set(
            B builder, EcsSettings settings, AwsCredentialsProvider credentials) {
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .overrideConfiguration(
                        ClientOverrideConfiguration.builder()
                                // Slows down by itself where AWS says that calls are too many.
                                .retryStrategy(RetryMode.ADAPTIVE_V2)
                                .apiCallAttemptTimeout(ATTEMPT)
                                .apiCallTimeout(CALL)
                                .build());
    }

    @Override
    public void close() {
        ecs.close();
        logs.close();
        secrets.close();
        files.close();
        http.close();
    }
}

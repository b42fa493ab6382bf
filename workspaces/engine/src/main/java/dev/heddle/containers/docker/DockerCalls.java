package dev.heddle.containers.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/** Calls of the engine's API, whose failures speak of what a person can do. */
final class DockerCalls implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int MOST_CONNECTIONS = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final URI host;
    private final DockerHttpClient http;
    private final DockerClient quick;
    private final DockerClient patient;

    DockerCalls(URI host) {
        this.host = host;
        // Nothing of a person's own Docker settings counts here.
        DockerClientConfig config =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(host.toString())
                        .withDockerTlsVerify(false)
                        .build();
        this.http = http(config, ANSWER_TIMEOUT);
        this.quick = DockerClientImpl.getInstance(config, http);
        this.patient = DockerClientImpl.getInstance(config, http(config, Duration.ZERO));
    }

    private static DockerHttpClient http(DockerClientConfig config, Duration answerTimeout) {
        return new ApacheDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .maxConnections(MOST_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .responseTimeout(answerTimeout)
                .build();
    }

    /**
     * Reads what the engine answers at a path, as it comes.
     *
     * @throws HeddleException with {@code NOT_FOUND} if it says that there is no such thing
     */
    <T> T read(String path, Reader<T> reader) {
        DockerHttpClient.Request request =
                DockerHttpClient.Request.builder()
                        .method(DockerHttpClient.Request.Method.GET)
                        .path(path)
                        .build();
        try (DockerHttpClient.Response response = http.execute(request)) {
            if (response.getStatusCode() == NOT_FOUND) {
                throw new HeddleException(
                        ErrorCode.NOT_FOUND, "the Docker engine has no %s".formatted(path));
            }
            if (response.getStatusCode() != OK) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "the Docker engine answered %d to %s"
                                .formatted(response.getStatusCode(), path));
            }
            return reader.read(response.getBody());
        } catch (HeddleException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Reads an answer. */
    interface Reader<T> {
        T read(InputStream body) throws IOException;
    }

    /** Asks for something that is answered soon. */
    <T> T ask(Function<DockerClient, T> call) {
        return call(quick, call);
    }

    /** Asks for something that goes on as long as it likes: a build, a terminal. */
    <T> T stream(Function<DockerClient, T> call) {
        return call(patient, call);
    }

    private <T> T call(DockerClient client, Function<DockerClient, T> call) {
        try {
            return call.apply(client);
        } catch (HeddleException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** What a failure of a call means to who asked. */
    HeddleException failure(Throwable e) {
        if (e instanceof HeddleException known) {
            return known;
        }
        if (e instanceof NotFoundException) {
            return new HeddleException(ErrorCode.NOT_FOUND, sentence(e), e);
        }
        if (e instanceof ConflictException) {
            return new HeddleException(ErrorCode.CONFLICT, sentence(e), e);
        }
        if (e instanceof BadRequestException) {
            return new HeddleException(ErrorCode.INVALID_REQUEST, sentence(e), e);
        }
        if (e instanceof DockerException) {
            return new HeddleException(
                    ErrorCode.UNAVAILABLE, "the Docker engine answered: " + sentence(e), e);
        }
        if (isOutage(e)) {
            return new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "no Docker engine answers at %s (%s): start it, or install one, on Debian with apt-get install docker.io; heddle.containers.docker.host names another"
                            .formatted(host, root(e).getMessage()),
                    e);
        }
        return new HeddleException(
                ErrorCode.INTERNAL, "the Docker engine could not be asked: " + e, e);
    }

    private static boolean isOutage(Throwable e) {
        return e instanceof IOException
                || e instanceof UncheckedIOException
                || (e.getCause() != null && isOutage(e.getCause()));
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The engine's own sentence, out of the JSON that it comes in. */
    private static String sentence(Throwable e) {
        String message = String.valueOf(e.getMessage());
        int brace = message.indexOf('{');
        if (brace < 0) {
            return message;
        }
        try {
            String said =
                    HeddleJson.mapper()
                            .readTree(message.substring(brace))
                            .path("message")
                            .asText(message);
            return said.strip();
        } catch (IOException notJson) {
            return message;
        }
    }

    @Override
    public void close() {
        try (DockerClient first = quick;
                DockerClient second = patient) {
            // Both are closed, whatever the other says.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
